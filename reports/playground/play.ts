/**
 * One shop of the playground, played round by round: what a worker does, whatever runs it. Sketches are streamed as rounds pass; at every
 * barrier it may wait. A job that is superseded ends there, or within a fit. The result is the very one of the same loop in a study.
 */

import { ConfigError } from '../../datasets/config-error.ts';
import { LoopStudySchema, studyPolicy } from '../../experiments/loops/loop-study.ts';
import { runLoop } from '../../experiments/loops/one-loop.ts';
import { type Spectator, shopWorld } from '../../experiments/loops/shop-world.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { SteppedWorld } from '../../simulator/rounds/stepped-world.ts';
import { DEPARTMENTS } from '../../simulator/world/pools.ts';
import { type Gate, openGate } from './gate.ts';
import { groupGaps } from './group-gaps.ts';
import { worldOf } from './own-world.ts';
import type { Answer, Order } from './protocol.ts';
import { GROUPS, studyOf } from './study-of-setting.ts';
import { type TasteMap, tasteMap } from './taste-map.ts';
import { openWatching, type Watching } from './watching.ts';

export { worldOf } from './own-world.ts';

export interface PlayHost {
  readonly kernels: KernelHost;
  /** YAML of shipped scenarios by name. */
  readonly shipped: Readonly<Record<string, string>>;
  /** Seconds from any fixed moment. */
  clock(): number;
  /** `moved`: buffers that the answer takes with it. */
  post(answer: Answer, moved?: readonly ArrayBuffer[]): void;
}

export interface Play {
  tell(order: Order): void;
}

type Start = Extract<Order, { kind: 'start' }>;

interface Job {
  readonly start: Start;
  readonly gate: Gate;
  readonly end: AbortController;
  watched: number;
  watching?: Watching;
}

export function openPlay(host: PlayHost): Play {
  let current: Job | undefined;
  return {
    tell(order) {
      if (order.kind === 'start') {
        current?.end.abort(new Superseded());
        current = begin(order, host);
        return;
      }
      if (current?.start.job !== order.job) return;
      if (order.kind === 'go') current.gate.open(order.until);
      if (order.kind === 'pause') current.gate.close();
      if (order.kind === 'watch') watch(current, order.shopper, host);
    },
  };
}

class Superseded extends Error {}

function begin(start: Start, host: PlayHost): Job {
  const { job, side, setting } = start;
  const end = new AbortController();
  const gate = openGate({
    until: start.until ?? setting.rounds,
    signal: end.signal,
    onWait: (done) => host.post({ kind: 'waiting', job, side, done }),
  });
  const own: Job = { start, gate, end, watched: setting.watched };
  playOn(own, host).catch((error: unknown) => {
    if (end.signal.aborted) return;
    host.post({ kind: 'failed', job, side, faults: faultsOf(error) });
  });
  return own;
}

const faultsOf = (error: unknown): readonly string[] => {
  if (error instanceof ConfigError) return error.faults;
  return [error instanceof Error ? error.message : String(error)];
};

function watch(own: Job, shopper: number, host: PlayHost): void {
  const { watching, start } = own;
  own.watched = shopper;
  if (!watching || !(shopper >= 0 && shopper < watching.shoppers)) return;
  const rounds = Array.from({ length: watching.rounds }, (_, round) => watching.tell(shopper, round));
  host.post({ kind: 'watched', job: start.job, side: start.side, shopper, rounds });
}

async function playOn(own: Job, host: PlayHost): Promise<void> {
  const { job, side, setting } = own.start;
  const { signal } = own.end;
  const began = host.clock();
  let since = began;
  // A newer order that stands in the queue already comes first.
  await new Promise<void>((resume) => setTimeout(resume, 0));
  signal.throwIfAborted();
  const scenario = worldOf(setting, host.shipped);
  const study = LoopStudySchema.parse(studyOf(setting));
  const words = seedWords(setting.seed);
  const policy = studyPolicy(study.policies[side]!.policy, study.world);
  const world = shopWorld(
    scenario,
    words,
    spectatorOf(own, host, () => host.clock() - since),
  );
  await own.gate.pass(0);
  since = host.clock();
  let done = 0;
  const made = await runLoop(
    world,
    { policy, words, study },
    {
      ...{ kernels: host.kernels, signal },
      onRound: (passed) => {
        done = passed;
      },
      load: async () => null,
      async offer() {
        await own.gate.pass(done);
        since = host.clock();
      },
    },
  );
  host.post({ kind: 'done', job, side, outcome: { ...made, seconds: host.clock() - began } });
}

function spectatorOf(own: Job, host: PlayHost, seconds: () => number): Spectator {
  const { job, side } = own.start;
  let map: TasteMap;
  let factsOfWorld: Parameters<Spectator['opened']>[1];
  return {
    opened(stepped, facts) {
      factsOfWorld = facts;
      const { shoppers, items } = stepped.world;
      map = tasteMap(shoppers.taste, shoppers.length, shoppers.dimensions);
      own.watching = openWatching(shoppers.length, facts.liked);
      own.watched = Math.min(own.watched, shoppers.length - 1);
      const itemPlaces = map.place(items.length, (item, d) => items.attributes[item * items.dimensions + d]!);
      const tastes = map.place(shoppers.length, (row, d) => shoppers.taste[row * shoppers.dimensions + d]!);
      const departmentOf = Uint8Array.from(items.department);
      const pushed = pushedItems(stepped);
      host.post(
        {
          ...{ kind: 'opened', job, side },
          world: {
            ...{ shoppers: shoppers.length, items: items.length, rounds: facts.rounds },
            departments: DEPARTMENTS.slice(0, items.tree.departments).map(({ name }) => name),
            ...{
              departmentOf,
              itemNames: [...stepped.catalog.title],
              itemPlaces,
              tastes,
              mapShare: map.share,
              pushed,
            },
            groups: Object.fromEntries(GROUPS.map((name) => [name, facts.groups[name]!.names])),
          },
        },
        [itemPlaces.buffer, tastes.buffer, departmentOf.buffer, pushed.buffer],
      );
    },
    seen({ world }, { next, logs }, told, tally) {
      const { shoppers } = world;
      const { drift } = next.lives.columns;
      const tastes = map.place(shoppers.length, (row, d) => {
        const at = row * shoppers.dimensions + d;
        return shoppers.taste[at]! + drift[at]!;
      });
      own.watching!.add(logs, told, tastes);
      const shown = new Uint32Array(world.items.length);
      for (let row = 0; row < told.shown.item.length; row++) shown[told.shown.item[row]!]!++;
      const { courses, whole } = tally.save();
      const done = own.watching!.rounds;
      host.post(
        {
          ...{ kind: 'round', job, side },
          round: {
            ...{ done, tastes, shown },
            measures: Object.fromEntries([...courses].map(([name, { values }]) => [name, values.at(-1)!])),
            groups: Object.fromEntries(GROUPS.map((name) => [name, groupGaps(whole, factsOfWorld, name)])),
            watched: own.watching!.tell(own.watched, done - 1),
            seconds: seconds(),
          },
        },
        [tastes.buffer, shown.buffer],
      );
    },
  };
}

/** (items) 1: a campaign of fraud pushes the item at some time. */
export function pushedItems({ world: { items, plan } }: SteppedWorld): Uint8Array<ArrayBuffer> {
  const pushed = new Uint8Array(items.length);
  const isPush = (campaign: number): boolean => plan.campaigns[campaign]!.direction === 'push';
  plan.campaigns.forEach(({ target }, campaign) => {
    if (isPush(campaign) && target < items.length) pushed[target] = 1;
  });
  for (const dues of plan.duesOf.values())
    for (const { review, campaign, item } of dues) if (review && isPush(campaign)) pushed[item] = 1;
  return pushed;
}
