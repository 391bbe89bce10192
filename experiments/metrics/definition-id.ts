/**
 * Ids of definitions: two results whose definition ids differ refuse to be compared. The grammar stands in README.md.
 */

import type { Repeats, Sampled } from '../run-record.ts';

/** What else tells two uses of a metric apart. */
export interface DefinitionUse {
  /** null for ratings, where nothing is recommended. */
  readonly repeats: Repeats | null;
  /** 'all': items without a training row may be listed too; absent: the training catalogue is ranked. */
  readonly catalogue?: 'all';
  /** What is ranked is the relevant items among this many others, drawn; absent: all that may be listed. */
  readonly sampled?: Sampled;
  readonly cutoff: number | null;
  /** The attribute that makes the groups, for a metric of groups. */
  readonly group?: string;
}

/** `recall.v1+exclude@10`, `recall.v1+exclude+all@10`, `recall.v1+exclude+sampled100@10`, `userGroupGap.v1[region]+exclude@10`, `rmse.v1`. */
export function definitionId(metric: { readonly id: string }, use: DefinitionUse): string {
  const group = use.group === undefined ? '' : `[${use.group}]`;
  const repeats = use.repeats === null ? '' : `+${use.repeats}`;
  const catalogue = use.catalogue === undefined ? '' : `+${use.catalogue}`;
  const cutoff = use.cutoff === null ? '' : `@${use.cutoff}`;
  return `${metric.id}${group}${repeats}${catalogue}${sampledPart(use.sampled)}${cutoff}`;
}

const sampledPart = (sampled: Sampled | undefined): string =>
  sampled ? `+sampled${sampled.by === 'popularity' ? 'ByPopularity' : ''}${sampled.items}` : '';

const GRAMMAR =
  /^(?<id>[a-zA-Z][a-zA-Z\d]*(?:\.[a-z]+)?\.v\d+)(?:\[(?<group>\w+)\])?(?:\+(?<repeats>exclude|include|only)(?:\+(?<catalogue>all))?(?:\+sampled(?<by>ByPopularity)?(?<sampled>[1-9]\d*))?)?(?:@(?<cutoff>[1-9]\d*))?$/;

/** The parts of a definition id; throws on a text that is none. */
export function parseDefinitionId(text: string): DefinitionUse & { readonly id: string } {
  const parts = GRAMMAR.exec(text)?.groups;
  if (parts === undefined)
    throw new Error(`definition '${text}': not of the form name.v1[group]+repeats+all+sampled100@cutoff`);
  const { id, group, repeats, catalogue, by, sampled, cutoff } = parts as Record<
    'id' | 'group' | 'repeats' | 'catalogue' | 'by' | 'sampled' | 'cutoff',
    string | undefined
  >;
  return {
    id: id as string,
    repeats: (repeats as Repeats | undefined) ?? null,
    cutoff: cutoff === undefined ? null : Number(cutoff),
    ...(group === undefined ? {} : { group }),
    ...(catalogue === undefined ? {} : { catalogue: 'all' as const }),
    ...(sampled && { sampled: { items: Number(sampled), by: by ? 'popularity' : 'uniform' } as const }),
  };
}
