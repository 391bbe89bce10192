/** All lanes of a point in turn: round by round, every second round backwards; tinybench times the calls of a turn. */

import { setImmediate } from 'node:timers/promises';
import { Bench, type Task } from 'tinybench';
import { createLists, type Lists } from '../../algorithms/algorithm.ts';
import type { TopKProblem } from '../../algorithms/scoring/backends/backend.ts';
import { quantile } from '../../numerics/stats.ts';
import { chooseBatch, expectedLists, type Lane, type LaneOffer, openLane } from './lane.node.ts';
import type { MemoryPeaks } from './memory-probe.node.ts';
import type { LaneMeasured, LaneResult, Latency, Point, TimingOptions } from './throughput-record.ts';

export interface MeasureRun {
  readonly signal: AbortSignal;
  /** Called after each turn. */
  progress(done: number): void;
  /** Peak memory of a lane, in a process of its own. */
  peaks(offer: LaneOffer, problem: TopKProblem): Promise<MemoryPeaks>;
}

/** A lane in the bench, and what its turns took. */
interface Timed {
  readonly lane: Lane;
  readonly batch: number;
  readonly task: Task;
  readonly one: Task;
  warmUpSeconds: number;
  readonly perSecond: number[];
  /** Times of single users, ms. */
  readonly singles: number[];
}

const LATENCY_SHARE = 0.5;

export async function measurePoint(
  point: Point,
  problem: TopKProblem,
  offers: readonly LaneOffer[],
  timing: TimingOptions,
  run: MeasureRun,
): Promise<LaneResult[]> {
  const expected = expectedLists(problem);
  const refused = new Map<LaneOffer, LaneResult>();
  const lanes: Lane[] = [];
  try {
    for (const offer of offers) {
      await pause(run.signal);
      const lane = await openLane(offer, problem, expected).catch((error: Error) => error);
      if (lane instanceof Error) refused.set(offer, { ...offer.inputs, status: 'failed', why: lane.message });
      else {
        lanes.push(lane);
        const { fault } = lane.agreement;
        if (fault !== null) refused.set(offer, { ...offer.inputs, status: 'different', why: fault });
      }
    }
    const timed = await addTasks(
      lanes.filter(({ offer }) => !refused.has(offer)),
      problem,
      timing,
      run.signal,
    );
    await takeTurns(timed, timing, point.main, run);
    const results = await resultsOf(timed, point, problem, run);
    return offers.map((offer) => refused.get(offer) ?? results.get(offer)!);
  } finally {
    for (const { scorer } of lanes) scorer.close();
  }
}

/** Lets a Ctrl-C be heard. */
async function pause(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}

async function addTasks(
  lanes: readonly Lane[],
  problem: TopKProblem,
  { sliceMs }: TimingOptions,
  signal: AbortSignal,
): Promise<Timed[]> {
  const settings = { iterations: 1, warmupTime: sliceMs / 4, warmupIterations: 1, throws: true };
  const bench = new Bench({ ...settings, time: sliceMs });
  const singles = new Bench({ ...settings, time: sliceMs * LATENCY_SHARE, retainSamples: true });
  const timed: Timed[] = [];
  for (const [index, lane] of lanes.entries()) {
    await pause(signal);
    const started = performance.now();
    const batch = await chooseBatch(lane, problem, sliceMs);
    const out = createLists(batch, problem.k);
    const name = String(index);
    const { isAsync } = lane;
    bench.add(name, () => lane.scorer.recommend(0, batch, out), { async: isAsync });
    singles.add(name, oneByOne(lane, problem, out), { async: isAsync });
    const [task, one] = [bench.getTask(name)!, singles.getTask(name)!];
    await task.warmup();
    const warmUpSeconds = lane.firstCall.seconds + (performance.now() - started) / 1000;
    timed.push({ lane, batch, task, one, warmUpSeconds, perSecond: [], singles: [] });
  }
  return timed;
}

/** One user a call, each in turn. */
function oneByOne({ scorer }: Lane, { users }: TopKProblem, out: Lists): () => void | Promise<void> {
  let user = 0;
  return () => {
    const from = user;
    user = from + 1 === users ? 0 : from + 1;
    return scorer.recommend(from, from + 1, out);
  };
}

async function takeTurns(
  timed: readonly Timed[],
  { rounds }: TimingOptions,
  withLatency: boolean,
  run: MeasureRun,
): Promise<void> {
  if (withLatency) for (const { one } of timed) await one.warmup();
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const lane of round % 2 === 0 ? timed : timed.toReversed()) {
      await pause(run.signal);
      lane.perSecond.push((1000 * lane.batch) / (await turn(lane.task)).p50);
      if (withLatency) for (const ms of (await turn(lane.one)).samples ?? []) lane.singles.push(ms);
      run.progress(++done);
    }
  }
}

/** Statistics of the calls of one turn, ms. */
async function turn(
  task: Task,
): Promise<{ readonly p50: number; readonly samples: readonly number[] | undefined }> {
  task.reset();
  await task.run();
  const { result } = task;
  if (!('latency' in result)) throw new Error(`bench: a turn ended as ${result.state}`);
  return result.latency;
}

async function resultsOf(
  timed: readonly Timed[],
  point: Point,
  problem: TopKProblem,
  run: MeasureRun,
): Promise<Map<LaneOffer, LaneResult>> {
  const reference = timed.find(({ lane }) => lane.offer.inputs.backend === 'reference');
  const results = new Map<LaneOffer, LaneResult>();
  for (const one of timed) {
    await pause(run.signal);
    const { offer } = one.lane;
    const peaks = point.main ? await run.peaks(offer, problem) : null;
    results.set(offer, { ...offer.inputs, ...measuredOf(one, point, reference, peaks) });
  }
  return results;
}

function measuredOf(
  { lane, batch, warmUpSeconds, perSecond, singles }: Timed,
  { users, items, dimensions }: Point,
  reference: Timed | undefined,
  peaks: MemoryPeaks | null,
): LaneMeasured {
  const { scorer, agreement, firstCall, openSeconds } = lane;
  const { lists, equal, sameItems } = agreement;
  const usersPerSecond = spread(perSecond);
  return {
    status: 'measured',
    path: scorer.path ?? null,
    checked: { lists, equal, sameItems },
    openSeconds,
    warmUp: { firstCallSeconds: firstCall.seconds, firstCallUsers: firstCall.users, seconds: warmUpSeconds },
    batch,
    perSecond,
    usersPerSecond,
    nominalGflops: (2 * items * dimensions * usersPerSecond.median) / 1e9,
    toReference: reference
      ? spread(perSecond.map((rate, round) => rate / reference.perSecond[round]!))
      : null,
    latency: singles.length === 0 ? null : latencyOf(singles),
    memory: {
      bytesPerItem: scorer.itemBytes === null ? null : scorer.itemBytes / items,
      bytesPerUser: scorer.userBytes === null ? null : scorer.userBytes / users,
      baseBytes: peaks?.baseBytes ?? null,
      peakBytes: peaks?.peakBytes ?? null,
    },
  };
}

const spread = (values: readonly number[]) => ({
  median: quantile(values, 0.5),
  least: Math.min(...values),
  most: Math.max(...values),
});

const latencyOf = (singles: readonly number[]): Latency => ({
  p50: quantile(singles, 0.5),
  p95: quantile(singles, 0.95),
  p99: quantile(singles, 0.99),
  calls: singles.length,
});
