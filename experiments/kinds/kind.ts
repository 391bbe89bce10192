/** Studies that are no grid of fits on folds: each kind has its own schema and way to run, and leaves one record. */

import type { z } from 'zod';
import { digestJson } from '../../numerics/digest.ts';

/** Plain data, the same on every machine. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

export interface KindStudy {
  readonly kind: string;
  readonly name: string;
  readonly title: string;
}

export interface KindRunOptions {
  readonly threads: number;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
  /**
   * The part of this name as an earlier run of the same study left it, or made now and kept: what was finished before a kill is not done again. A
   * part must follow from the study and its name alone.
   */
  keepPart<T>(name: string, make: () => Promise<T> | T): Promise<T>;
}

export interface StudyKind<Study extends KindStudy = KindStudy, Result = unknown> {
  readonly kind: string;
  readonly doc: string;
  /** Raised when results change. */
  readonly version: number;
  readonly schema: z.ZodType<Study>;
  /** The short form, at most a minute; null where the study has none. */
  smokeOf(study: Study): Study | null;
  run(study: Study, options: KindRunOptions): Promise<Result>;
}

export interface KindRecord<Study extends KindStudy = KindStudy, Result = unknown> {
  readonly schema: 'shoplab.kind/1';
  readonly id: string;
  readonly inputs: { readonly kind: string; readonly version: number; readonly study: Study };
  readonly result: Result;
  readonly resultDigest: string;
  /** Never compared. */
  readonly measured: {
    readonly seconds: number;
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
    readonly shoplab: string;
    /** As in the records of fits. */
    readonly commit?: string;
    readonly dirty?: boolean;
    readonly threads: number;
    readonly finishedAt: string;
  };
  readonly command: string;
}

export const kindId = (inputs: KindRecord['inputs']): string => digestJson(inputs).slice(0, 16);

/** Throws where a record is not what its digests say. */
export function checkKindRecord(record: KindRecord | null, file: string): KindRecord {
  if (record?.schema !== 'shoplab.kind/1') throw new Error(`${file}: not a shoplab.kind/1`);
  if (record.inputs === undefined || record.result === undefined)
    throw new Error(`${file}: damaged: it has no ${record.inputs === undefined ? 'inputs' : 'result'}`);
  if (kindId(record.inputs) !== record.id)
    throw new Error(`${file}: the inputs do not match the id ${record.id}`);
  if (digestJson(record.result) !== record.resultDigest)
    throw new Error(`${file}: the result does not match its digest`);
  return record;
}

/** `part` laid over a study, under the name of its short form. */
export function laidOverStudy<Study extends KindStudy>(
  study: Study,
  part: Partial<Study> | undefined,
): Study | null {
  if (part === undefined) return null;
  const { smoke: _, ...whole } = study as Study & { smoke?: unknown };
  const told = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
  return { ...whole, ...told, name: `${study.name}-smoke` } as unknown as Study;
}
