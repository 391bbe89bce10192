/** What the server of a running study tells its page, each as JSON in one server-sent event of this name. */

export interface LiveProgress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** What is being done just now; empty where nothing is said. */
  readonly under: string;
  /** Since the command began. */
  readonly seconds: number;
}

export interface LiveRun {
  readonly label: string;
  /** `seed 1, fold 0`, with the mode of repeats where it means anything. */
  readonly which: string;
  readonly status: 'done' | 'failed';
  /** Why it failed; empty of one that is done. */
  readonly error: string;
  /** Runs filed since the command began, and those of them that failed. */
  readonly filed: number;
  readonly failed: number;
}

export interface LiveReport {
  /** Counts up with every report that grew. */
  readonly version: number;
  /** Page to open first. */
  readonly page: string;
  /** Runs in it, of how many. */
  readonly runs: number;
  readonly of: number;
}

export interface LiveEnd {
  readonly status: 'done' | 'failed' | 'interrupted';
  /** One sentence. */
  readonly words: string;
}

export interface LiveEvents {
  readonly progress: LiveProgress;
  readonly run: LiveRun;
  readonly report: LiveReport;
  /** A report could not be made of what there is; the run goes on. */
  readonly fault: { readonly words: string };
  readonly end: LiveEnd;
}

export const LIVE_EVENTS = [
  'progress',
  'run',
  'report',
  'fault',
  'end',
] as const satisfies readonly (keyof LiveEvents)[];
