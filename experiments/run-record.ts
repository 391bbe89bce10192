/** A run is a record: what went in, what came out, what it cost. JSON on disk, one file a run, never changed. The door to `records/`. */

export type * from './records/audits.ts';
export type * from './records/estimates.ts';
export * from './records/inputs.ts';
export type * from './records/labels.ts';
export type * from './records/measured.ts';
export type * from './records/result.ts';
export type * from './records/run.ts';
export type * from './records/standings.ts';
export * from './records/study.ts';
