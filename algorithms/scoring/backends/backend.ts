/** Exact top-K by inner product, by one library or another: what `shoplab bench` puts side by side. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { Lists } from '../../algorithm.ts';

/** Factors, and the order among equal scores. */
export interface TopKProblem {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  /** Length of a list. */
  readonly k: number;
  /** (users * dimensions) */
  readonly userVectors: Float32Array;
  /** (items * dimensions) */
  readonly itemVectors: Float32Array;
  /** (items) the lower place wins a tie, see `tiePlaces` */
  readonly places: Uint32Array;
}

/** A backend that has taken in the factors of one problem. */
export interface TopKScorer {
  /** Lists of users from <= u < to, into the places of `out` from 0. */
  recommend(from: number, to: number, out: Lists): void | Promise<void>;
  /** Bytes kept between calls, for all items and for all users; null where the library does not tell. */
  readonly itemBytes: number | null;
  readonly userBytes: number | null;
  /** How the answers are found, where the backend chooses by the data. */
  readonly path?: unknown;
  close(): void;
}

export interface Backend {
  /** Version of what does the work. */
  readonly version: string;
  /** Threads that it works on; null where the library decides. */
  readonly threads: number | null;
  open(problem: TopKProblem): Promise<TopKScorer>;
}

/** What is not there says why. */
export interface Absent {
  readonly absent: string;
}

export interface BackendRun {
  readonly threads: number;
  /** Kernels on that many threads. */
  readonly kernels: KernelHost;
  /** Of this project. */
  readonly version: string;
}

export interface BackendOffer {
  /** One line: what does the work. */
  readonly doc: string;
  /** true: scores are the canonical ones, bit for bit. */
  readonly canonical: boolean;
  /** true: it is measured at each number of threads asked for; false: at 1. */
  readonly threaded: boolean;
  /** Loads what it needs. */
  load(run: BackendRun): Promise<Backend | Absent>;
}

/** Users that dense products take at a time: their scores of all items are held at once. */
export const DENSE_BLOCK = 64;
