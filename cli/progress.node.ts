/** Progress on stderr: a bar on a terminal, plain lines elsewhere. */

import { SingleBar } from 'cli-progress';

export interface Progress {
  /** `done` of `total` units of `stage`. A new stage ends the one before. */
  update(stage: string, done: number, total: number): void;
  /** A line that stays. */
  note(line: string): void;
  stop(): void;
}

const PLAIN_STEP = 0.25;

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
    update(stage, done, total) {
      if (stage !== current) {
        stop();
        current = stage;
        bar = new SingleBar({
          stream,
          format: '{stage} [{bar}] {percentage}% {value}/{total} {duration_formatted}',
          hideCursor: true,
          clearOnComplete: false,
          barCompleteChar: '=',
          barIncompleteChar: ' ',
        });
        bar.start(total, done, { stage: stage.padEnd(28) });
      } else {
        bar?.setTotal(total);
        bar?.update(done);
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
  return {
    update(stage, done, total) {
      if (stage !== current) {
        current = stage;
        next = 0;
      }
      const share = total > 0 ? done / total : 1;
      if (share < next && share < 1) return;
      if (share >= 1 && next > 1) return;
      stream.write(`${stage}: ${done}/${total}\n`);
      next = share >= 1 ? 2 : Math.floor(share / PLAIN_STEP + 1) * PLAIN_STEP;
    },
    note: (line) => void stream.write(`${line}\n`),
    stop: () => {},
  };
}
