/** Records of `shoplab bench`: what was asked of which backends, what it took. Beside run records, under a schema of their own. */

import { digestJson } from '../../numerics/digest.ts';

/** Where factors come from, see `FACTORS`. */
export type FactorKind = 'gaussian' | 'trained';

/** A size at which lanes are measured. */
export interface Point {
  readonly factors: FactorKind;
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  /** Length of a list. */
  readonly k: number;
  /** The point that latency and memory are measured at, and that curves go through. */
  readonly main: boolean;
}

/** A backend at a number of threads. */
export interface LaneInputs {
  readonly backend: string;
  /** null where the library decides. */
  readonly threads: number | null;
  readonly version: string;
}

export interface TimingOptions {
  /** Turns of each lane. */
  readonly rounds: number;
  /** Least length of a turn, ms. */
  readonly sliceMs: number;
}

export interface PointInputs {
  readonly point: Point;
  readonly seed: string;
  readonly lanes: readonly LaneInputs[];
  readonly timing: TimingOptions;
  readonly host: ThroughputHost;
}

export interface ThroughputHost {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly shoplab: string;
}

/** Times of one user at a time, ms. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly calls: number;
}

export interface LaneMeasured {
  readonly status: 'measured';
  /** How the answers are found, where the backend tells. */
  readonly path: unknown;
  /** Lists compared with the reference's before times were taken: all agree. */
  readonly checked: { readonly lists: number; readonly equal: number; readonly sameItems: number };
  /** Taking in the factors, the first call, and all calls before times count, s. */
  readonly openSeconds: number;
  readonly warmUp: {
    readonly firstCallSeconds: number;
    readonly firstCallUsers: number;
    readonly seconds: number;
  };
  /** Users answered by one timed call. */
  readonly batch: number;
  /** [round] users a second, by the median call of the turn */
  readonly perSecond: readonly number[];
  /** Median over rounds, and the extremes. */
  readonly usersPerSecond: { readonly median: number; readonly least: number; readonly most: number };
  /** 2 x items x dimensions x users a second: what a full scan would do, whether or not work is pruned. */
  readonly nominalGflops: number;
  /** Median, least and most over rounds of users a second to the reference's; null where that was not measured. */
  readonly toReference: { readonly median: number; readonly least: number; readonly most: number } | null;
  /** null but at main points. */
  readonly latency: Latency | null;
  readonly memory: {
    /** Kept between calls, as the backend tells; null where it does not. */
    readonly bytesPerItem: number | null;
    readonly bytesPerUser: number | null;
    /** Resident, of a process that does nothing else: before the backend took in the factors, and the most. null but at main points. */
    readonly baseBytes: number | null;
    readonly peakBytes: number | null;
  };
}

/** Answers that differ are not timed; neither is what fails. */
export interface LaneRefused {
  readonly status: 'different' | 'failed';
  readonly why: string;
}

export type LaneResult = LaneInputs & (LaneMeasured | LaneRefused);

export interface PointRecord {
  readonly schema: 'shoplab.throughput/1';
  readonly id: string;
  readonly inputs: PointInputs;
  readonly lanes: readonly LaneResult[];
  /** Processes that wanted a core over the last minute, before and after. */
  readonly load: readonly [number, number];
  /** Commit of the working tree that measured it, and whether its files differed; absent where that is not known, and in records of before. */
  readonly commit?: string;
  readonly dirty?: boolean;
  /** ISO 8601. */
  readonly finishedAt: string;
}

/** A backend that was asked for; why it is absent, or null. */
export interface BackendNote {
  readonly backend: string;
  readonly doc: string;
  readonly version: string | null;
  readonly absent: string | null;
}

/** `throughput.json`: all that a report needs besides the points. */
export interface ThroughputFile {
  readonly schema: 'shoplab.throughput-set/1';
  readonly seed: string;
  readonly host: ThroughputHost;
  readonly backends: readonly BackendNote[];
  /** Ids of the points, in the order of the plan. */
  readonly points: readonly string[];
  readonly timing: TimingOptions;
  readonly command: string;
}

/** A point's id: the first 16 hex digits of the digest of its inputs. */
export const pointId = (inputs: PointInputs): string => digestJson(inputs).slice(0, 16);

/** `core, 2 threads`. */
export const laneName = ({ backend, threads }: LaneInputs, threaded: boolean): string =>
  threaded && threads !== null ? `${backend}, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : backend;
