/** Worker entry: is given a world, then simulates one shard of one round for each message; then perhaps another world. */

import { type MessagePort, parentPort } from 'node:worker_threads';
import { buffersOf } from '../filing/growing.ts';
import { type Home, openHome } from '../policy/home.ts';
import { type AnyPolicySpec, type RevivePolicy, revivePolicy } from '../policy/policy.ts';
import { openRound, openWorkshop, type Round, type Workshop } from '../visit/run.ts';
import { simulateShard } from './round.ts';

import type { FromWorker, OpenWorld, RunShard, ToWorker } from './shard-runner.node.ts';

/** The code of policies from outside, with all that reads scenario files, is loaded only where there is one. */
async function reviveOf(policy: AnyPolicySpec | undefined): Promise<RevivePolicy> {
  if (policy?.name !== 'module') return revivePolicy;
  const { loadRevive } = await import('../policy/outside-policy.node.ts');
  return loadRevive(policy);
}

/** What this thread keeps of the world that it has been given. */
interface Place {
  readonly workshop: Workshop;
  readonly home: Home;
  round?: Round;
}

async function openPlace({ world, policy }: OpenWorld): Promise<Place> {
  return {
    workshop: openWorkshop(world),
    home: openHome(world, { policy, revive: await reviveOf(policy) }),
  };
}

function serve(place: Place, { index, state, lives }: RunShard, port: MessagePort): void {
  if (state) place.round = openRound(place.workshop.world, state);
  if (!place.round) throw new Error('worker: was given a shard before the shop');
  const result = simulateShard(place.workshop, place.round, place.home, lives);
  port.postMessage(
    { index, result } satisfies FromWorker,
    buffersOf([...Object.values(result.log), lives, lives.pending]),
  );
}

function listen(port: MessagePort): void {
  let place: Promise<Place> | undefined;
  port.on('message', async (message: ToWorker) => {
    if (message.kind === 'open') place = openPlace(message);
    else if (message.kind === 'close') place = undefined;
    else if (place) serve(await place, message, port);
    else throw new Error('worker: was given a shard before its world');
  });
}

if (!parentPort) throw new Error('worker: must be started as a worker thread');
listen(parentPort);
