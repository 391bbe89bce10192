/** Progress on stderr: a bar on a terminal, plain lines elsewhere. */

import { SingleBar } from 'cli-progress';

export interface Progress {
  /** `done` of `total` units of `stage`, and what is `under` way. A new stage ends the one before. */
  update(stage: string, done: number, total: number, under?: string): void;
  /** A line that stays. */
  note(line: string): void;
  stop(): void;
}

const PLAIN_STEP = 0.25;
/** Milliseconds after which a plain line tells what is under way. */
const PLAIN_PATIENCE = 30_000;

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? barProgress(stream) : plainProgress(stream);
}

export const silentProgress: Progress = { update: () => {}, note: () => {}, stop: () => {} };

function barProgress(stream: NodeJS.WriteStream): Progress {
  let bar: SingleBar | null = null;
  let current = '';
  const stop = (): void => {
    bar?.stop();
    bar = null;
    current = '';
  };
  return {
    update(stage, done, total, under = '') {
      if (stage !== current) {
        stop();
        current = stage;
        bar = new SingleBar({
          stream,
          format: '{stage} [{bar}] {percentage}% {value}/{total} {duration_formatted} {under}',
          hideCursor: true,
          clearOnComplete: false,
          barCompleteChar: '=',
          barIncompleteChar: ' ',
        });
        bar.start(total, done, { stage: stage.padEnd(28), under });
      } else {
        bar?.setTotal(total);
        bar?.update(done, { under });
      }
    },
    note(line) {
      stop();
      stream.write(`${line}\n`);
    },
    stop,
  };
}

function plainProgress(stream: NodeJS.WriteStream): Progress {
  let current = '';
  let next = 0;
  let last = performance.now();
  const write = (line: string): void => {
    stream.write(`${line}\n`);
    last = performance.now();
  };
  return {
    update(stage, done, total, under) {
      if (stage !== current) {
        current = stage;
        next = 0;
      }
      if (under !== undefined && performance.now() - last > PLAIN_PATIENCE)
        return write(`${stage}: ${done}/${total}, ${under}`);
      const share = total > 0 ? done / total : 1;
      if (share < next && share < 1) return;
      if (share >= 1 && next > 1) return;
      write(`${stage}: ${done}/${total}`);
      next = share >= 1 ? 2 : Math.floor(share / PLAIN_STEP + 1) * PLAIN_STEP;
    },
    note: write,
    stop: () => {},
  };
}
