/** What a run cost, and where it was made. */

/** What it cost; never compared. */
export interface RunMeasured {
  /** Of the fit, when it was made. */
  readonly fitSeconds: number;
  /** Present where the fit was made before and found. */
  readonly fitFrom?: 'cache';
  readonly recommendSeconds: number;
  readonly evaluateSeconds: number;
  /** Lists or ratings a second while recommending. */
  readonly perSecond: number;
  /** Absent where no lists are asked for, and in records of before. */
  readonly latency?: Latency;
  /** Runs that went on at the same time on this machine. */
  readonly threads: number;
  /** Threads that the kernels of the run could use. */
  readonly kernelThreads: number;
  /** How the model finds its lists and why so, where it tells; else null. */
  readonly path: unknown;
  /** Highest resident memory of the whole process up to the end of this run, all its threads included. */
  readonly peakMemoryBytes: number;
  readonly host: Host;
  /** Of a search, beside `fitSeconds`, which is the last fit's alone. */
  readonly search?: SearchMeasured;
  /** ISO 8601. */
  readonly finishedAt: string;
}

/** What made a record, and where; never compared. */
export interface Host {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Version. */
  readonly shoplab: string;
  /** Commit of the working tree that ran, and whether its files differed from it; absent where that is not known. */
  readonly commit?: string;
  readonly dirty?: boolean;
}

/** Seconds of lists that are asked for one at a time, on a machine that may do other things. */
export interface Latency {
  /** How many were asked for. */
  readonly queries: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface SearchMeasured {
  readonly trials: readonly {
    readonly id: string;
    readonly fitSeconds: number;
    readonly recommendSeconds: number;
    readonly evaluateSeconds: number;
  }[];
}
