/** Replays a log through detectors in bounded memory; goes on after a kill without losing or doubling an alert. */

import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { createEventStream, type EventTables } from '../../algorithms/fraud/event-stream.ts';
import { createEvent, SESSION_SECONDS } from '../../algorithms/fraud/events.ts';
import { createLookBack } from '../../algorithms/fraud/look-back.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { peakMemoryBytes } from '../../datasets/peak-memory.node.ts';
import { digestJson } from '../../numerics/digest.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.node.ts';
import { createLatencies } from './latency.ts';
import { type EventTable, type LogOffset, openStoreLog, type SlicedLog } from './log-slices.node.ts';
import { openPaymentsFile } from './payments-file.node.ts';
import { type Alert, createWatcher, type Detector } from './watcher.ts';

export interface WatchedDetector extends Detector {
  /** Tells this model from others. */
  readonly digest: string;
}

export interface WatchOptions {
  readonly detectors: readonly WatchedDetector[];
  /** Tables that are told; all of a store unless said. */
  readonly only?: readonly EventTable[];
  /** File of alerts, with its checkpoint `<out>.checkpoint` beside it; null: alerts go to `onAlert` alone, and nothing is kept. */
  readonly out: string | null;
  /** Begins anew, over what an earlier watch left at `out`. */
  readonly fresh?: boolean;
  /** Seconds between two checkpoints. */
  readonly checkpointSeconds?: number;
  readonly signal: AbortSignal;
  onAlert?(line: string): void;
  onProgress?(done: number, total: number): void;
}

export interface WatchOutcome {
  readonly events: number;
  readonly judged: number;
  readonly alerts: number;
  /** Events that an earlier run had done. */
  readonly resumed: number;
  /** Seconds of this run, reading included. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly judgedPerSecond: number;
  /** Milliseconds from an event that is judged to the word on it; null of none. */
  readonly latency: { readonly p50: number; readonly p99: number } | null;
  readonly byDetector: Readonly<Record<string, number>>;
  readonly peakMemoryBytes: number;
}

const CHECKPOINT_SECONDS = 10;
/** Events between two looks at the clock and the signal. */
const TURN = 4096;

export const checkpointOf = (out: string): string => `${out}.checkpoint`;

/** A store of a log, or a file of payments. */
async function openLog(path: string, only: readonly EventTable[] | undefined): Promise<SlicedLog> {
  if (!existsSync(path)) throw new ConfigError([`watch: ${path} is not there`]);
  if (statSync(path).isDirectory()) return openStoreLog(path, only);
  return openPaymentsFile(path);
}

export async function runWatch(path: string, options: WatchOptions): Promise<WatchOutcome> {
  const log = await openLog(path, options.only);
  try {
    return await watchLog(log, options);
  } finally {
    log.close();
  }
}

async function watchLog(log: SlicedLog, options: WatchOptions): Promise<WatchOutcome> {
  const { detectors, only, signal, checkpointSeconds = CHECKPOINT_SECONDS } = options;
  const watch = digestJson({
    log: log.digest,
    only: only ?? null,
    detectors: detectors.map(({ name, digest, threshold }) => ({ name, digest, threshold })),
  });
  const output = await openOutput(options, watch);
  const started = performance.now();
  const known = output.known;
  const lookBack = createLookBack();
  if (known) lookBack.restore(known.memory);
  const watcher = createWatcher(detectors, lookBack, log.origin);
  const latencies = createLatencies();
  const byDetector = Object.fromEntries(detectors.map(({ name }) => [name, 0]));
  let [second, ofSecond] = [known?.second ?? -1, known?.ofSecond ?? 0];
  let events = known?.events ?? 0;
  let alerts = known?.alerts ?? 0;
  /** Slices of which events may wait, oldest first, with their latest second. */
  let open: { readonly from: LogOffset; readonly latest: number }[] = [];
  let read = known?.mark;

  const save = async (): Promise<void> => {
    if (!options.out) return;
    const bytes = output.flush();
    const from = open.find(({ latest }) => latest >= second)?.from ?? open.at(-1)?.from ?? known?.from ?? {};
    const judged = (known?.judged ?? 0) + watcher.judged();
    const checkpoint: Checkpoint = {
      ...{ watch, from, second, ofSecond, bytes, events, judged, alerts },
      ...(read && { mark: read }),
      memory: lookBack.save(),
    };
    await writeCheckpoint(checkpointOf(options.out), checkpoint);
  };
  const raise = (raised: readonly Alert[]): void => {
    for (const alert of raised) {
      byDetector[alert.detector]!++;
      alerts++;
      const line = JSON.stringify(alert);
      output.write(line);
      options.onAlert?.(line);
    }
  };

  let saved = performance.now();
  if (!known) await save();
  const stream = createEventStream(known?.from);
  const event = createEvent();
  let skipped = 0;
  try {
    for await (const { tables, until, from, mark } of log.slices(known?.from, known?.mark)) {
      read = mark;
      stream.push(tables);
      open.push({ from, latest: latestOf(tables) });
      for (let turn = 0; stream.next(event, until); ) {
        if (event.time < (known?.second ?? -1)) continue;
        if (event.time === known?.second && skipped < known.ofSecond) {
          skipped++;
          continue;
        }
        if (event.time === second) ofSecond++;
        else [second, ofSecond] = [event.time, 1];
        events++;
        if (watcher.judges(event)) {
          const asked = performance.now();
          const raised = watcher.take(event);
          latencies.add(performance.now() - asked);
          if (raised.length > 0) raise(raised);
        } else watcher.take(event);
        if (++turn % TURN !== 0) continue;
        signal.throwIfAborted();
        if (performance.now() - saved < 1000 * checkpointSeconds) continue;
        await save();
        await new Promise(setImmediate);
        options.onProgress?.(events, log.events);
        saved = performance.now();
      }
      open = open.filter(({ latest }) => latest >= second);
      await new Promise(setImmediate);
      signal.throwIfAborted();
      options.onProgress?.(events, log.events);
    }
    await save();
  } catch (error) {
    if (signal.aborted) await save();
    throw error;
  } finally {
    output.close();
  }
  const seconds = (performance.now() - started) / 1000;
  const resumed = known?.events ?? 0;
  const judged = watcher.judged();
  return {
    events,
    judged: judged + (known?.judged ?? 0),
    alerts,
    resumed,
    seconds,
    eventsPerSecond: (events - resumed) / seconds,
    judgedPerSecond: judged / seconds,
    latency: latencies.count() === 0 ? null : { p50: latencies.quantile(0.5), p99: latencies.quantile(0.99) },
    byDetector,
    peakMemoryBytes: peakMemoryBytes(),
  };
}

/** The last second of which rows of these tables make events. */
function latestOf(tables: EventTables): number {
  let latest = -1;
  for (const [name, table] of Object.entries(tables)) {
    const { start, time } = table as { readonly start?: Uint32Array; readonly time?: Uint32Array };
    const isSessions = name === 'sessions';
    for (const one of (isSessions ? start : time) ?? []) {
      const end = isSessions ? one + SESSION_SECONDS : one;
      if (end > latest) latest = end;
    }
  }
  return latest;
}

interface Output {
  readonly known: Checkpoint | null;
  write(line: string): void;
  /** Puts everything on the disk; returns the length of the file. */
  flush(): number;
  close(): void;
}

/** The file of alerts, cut back to what its checkpoint says. */
async function openOutput({ out, fresh = false }: WatchOptions, watch: string): Promise<Output> {
  if (out === null) return { known: null, write: () => {}, flush: () => 0, close: () => {} };
  const place = checkpointOf(out);
  if (fresh) {
    rmSync(place, { force: true });
    rmSync(out, { force: true });
  }
  const known = await readCheckpoint(place, watch);
  if (!known && existsSync(out))
    throw new ConfigError([
      `watch: ${out} is there already, without ${place}; take another --out, or begin anew with --fresh`,
    ]);
  if (known && (!existsSync(out) || statSync(out).size < known.bytes))
    throw new ConfigError([
      `watch: ${out} has lost alerts that ${place} counts (${known.bytes} bytes); begin anew with --fresh`,
    ]);
  const file = openSync(out, known ? 'r+' : 'w');
  let length = known?.bytes ?? 0;
  ftruncateSync(file, length);
  let lines: string[] = [];
  const flush = (): number => {
    if (lines.length > 0) {
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, length + at);
      length += bytes.length;
      lines = [];
    }
    fsyncSync(file);
    return fstatSync(file).size;
  };
  return {
    known,
    write(line) {
      lines.push(line);
      if (lines.length >= 4096) flush();
    },
    flush,
    close: () => closeSync(file),
  };
}
