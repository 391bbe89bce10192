/** Worker entry: is given the world once, then simulates one shard of one round for each message. */

import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { buffersOf } from './growing.ts';
import { openHome } from './home.ts';
import { type AnyPolicySpec, type RevivePolicy, revivePolicy } from './policy.ts';
import { simulateShard } from './round.ts';
import { openRound, openWorkshop, type Round } from './run.ts';

import type { FromWorker, ToWorker, WorkerStart } from './shard-runner.node.ts';

/** The code of policies from outside, with all that reads scenario files, is loaded only where there is one. */
async function reviveOf(policy: AnyPolicySpec | undefined): Promise<RevivePolicy> {
  if (policy?.name !== 'module') return revivePolicy;
  const { loadRevive } = await import('./outside-policy.node.ts');
  return loadRevive(policy);
}

async function serve(port: MessagePort, { world, policy }: WorkerStart): Promise<void> {
  const workshop = openWorkshop(world);
  const home = openHome(world, { policy, revive: await reviveOf(policy) });
  let round: Round | undefined;
  port.on('message', ({ index, state, lives }: ToWorker) => {
    if (state) round = openRound(world, state);
    if (!round) throw new Error('worker: was given a shard before the shop');
    const result = simulateShard(workshop, round, home, lives);
    port.postMessage(
      { index, result } satisfies FromWorker,
      buffersOf([...Object.values(result.log), lives, lives.pending]),
    );
  });
}

if (!parentPort) throw new Error('worker: must be started as a worker thread');
await serve(parentPort, workerData as WorkerStart);
