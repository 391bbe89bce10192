/** Progress on stderr: a bar on a terminal, plain lines elsewhere. */

import { SingleBar } from 'cli-progress';
import { visibleText } from '../reports/text/visible-text.ts';

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
  const { update, ...progress } = stream.isTTY ? barProgress(stream) : plainProgress(stream);
  return {
    ...progress,
    update: (stage, done, total, under) =>
      update(stage, done, total, under === undefined ? under : visibleText(under)),
  };
}

export const silentProgress: Progress = { update: () => {}, note: () => {}, stop: () => {} };

/** Letters of a stage and of its bar on a line that has numbers behind them. */
function roomFor({ columns = 80 }: NodeJS.WriteStream): { readonly stage: number; readonly bar: number } {
  const stage = columns < 80 ? 0 : 28;
  return { stage, bar: Math.max(4, Math.min(40, columns - stage - (columns < 80 ? 36 : 24))) };
}

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
          barsize: roomFor(stream).bar,
          hideCursor: true,
          clearOnComplete: false,
          barCompleteChar: '=',
          barIncompleteChar: ' ',
        });
        bar.start(total, done, { stage: stage.padEnd(roomFor(stream).stage), under });
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
