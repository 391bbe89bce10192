/** Worker thread: runs one trial a message. */

import { parentPort } from 'node:worker_threads';
import { runTrial } from './trial.ts';
import type { FromWorker, ToWorker } from './trial-pool.node.ts';

parentPort!.on('message', ({ index, job, targets }: ToWorker) => {
  let answer: FromWorker;
  try {
    answer = { kind: 'done', index, result: runTrial(job.scenario, job.seed, targets, job.shapes) };
  } catch (error) {
    answer = { kind: 'crashed', index, message: (error as Error).stack ?? String(error) };
  }
  parentPort!.postMessage(answer);
});
