/**
 * Fair places for a protected group of items (FA*IR): wherever a beginning of the list holds too few of them to be taken for
 * chance, the best of the group comes next, else the best of all.
 *
 * Zehlike, Bonchi, Castillo, Hajian, Megahed, Baeza-Yates, "FA*IR: a fair top-k ranking algorithm", CIKM 2017, algorithm 2; the numbers
 * stand in fair-table.ts.
 */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { suggest } from '../../datasets/schema-faults.ts';
import type { PartSchema, TrainingData } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import type { SavedModel } from '../model-state.ts';
import { PartShape } from '../part-shape.ts';
import { tiePlaces } from '../scoring/ties.ts';
import { flags, permutation, u32 } from '../state/arrays.ts';
import { fields, savedPart, size, whole } from '../state/shape.ts';
import { baseParams, RERANKER } from './base-part.ts';
import { adjustedSignificance, fairTable } from './fair-table.ts';
import { catalogueLabel, itemLabels, LABELS, POPULARITY_PARTS } from './item-labels.ts';
import { type Reorder, rerankedModel } from './reranked-model.ts';

const paramsOf = (part: PartSchema) =>
  z
    .strictObject({
      ...baseParams(part),
      by: z
        .enum(LABELS)
        .default('popularity')
        .describe("what makes the group; 'popularity': the long tail is protected"),
      values: z
        .array(z.string().min(1))
        .default([])
        .describe('categories, departments, brands or sellers that are protected'),
      share: z
        .number()
        .min(0)
        .max(0.98)
        .default(0.3)
        .describe('least share of the group that is aimed at: 0 leaves the list as it is'),
      significance: z
        .number()
        .min(0.001)
        .max(0.5)
        .default(0.1)
        .describe('chance at which a fair draw of places would be taken for unfair, over the whole top'),
      top: z.int().min(1).max(1000).default(10).describe('places that are held to it; those behind are not'),
    })
    .refine(({ by, values }) => (by === 'popularity') === (values.length === 0), {
      path: ['values'],
      message: "a catalogue's group needs values; 'popularity' has none, the long tail is protected",
    });
type FairParams = z.infer<ReturnType<typeof paramsOf>>;

export const fairExposure = defineAlgorithm<'rank', FairParams, State>({
  ...RERANKER,
  id: 'fair-exposure.v1',
  doc: 'the list of another algorithm, in which a group of items gets its share of every beginning (FA*IR)',
  source: 'Zehlike, Bonchi, Castillo, Hajian, Megahed, Baeza-Yates 2017 (FA*IR)',
  params: paramsOf(PartShape),
  paramsOf,
  use: 'where sellers, brands or the long tail are owed places; it takes no more than chance could not explain',
  cost: { fit: 'the base + top squared', answer: 'the base + depth', memory: 'the base + I' },
  async learn(data, params, run) {
    const { depth, top, share, significance } = params;
    const places = tiePlaces(data.interactions.cols, run.draw('ties'));
    return {
      places,
      depth,
      isProtected: protectedItems(data, params, places),
      top,
      table: fairTable(top, share, adjustedSignificance(top, share, significance)),
      base: (await run.fitPart(params.base, data)).saved,
    };
  },
  shape: fields<State>({
    places: permutation('items'),
    depth: whole(1),
    isProtected: flags('items'),
    top: size('top', 1000),
    table: u32('top+1'),
    base: savedPart,
  }),
  open: async ({ places, depth, isProtected, table, base }, host) =>
    rerankedModel({ base: await host.openPart(base), places, depth, reorder: fair(isProtected, table) }),
});

interface State {
  readonly places: Uint32Array;
  readonly depth: number;
  /** (items) */
  readonly isProtected: Uint8Array;
  readonly top: number;
  /** (top + 1) least number of protected items among the first n places */
  readonly table: Uint32Array;
  readonly base: SavedModel;
}

function protectedItems(
  { catalog, interactions }: TrainingData,
  { by, values }: FairParams,
  places: Uint32Array,
): Uint8Array {
  if (by === 'popularity') {
    const parts = itemLabels(by, catalog, interactions, places);
    return Uint8Array.from(parts, (part) => Number(part === POPULARITY_PARTS.tail));
  }
  const labels = Array.from({ length: catalog.length }, (_, item) => catalogueLabel(by, catalog, item));
  const known = new Set(labels.filter((label) => label !== ''));
  const unknown = values.find((value) => !known.has(value));
  if (unknown !== undefined)
    throw new ConfigError([`fair-exposure: no item has ${by} '${unknown}'; ${suggest(unknown, [...known])}`]);
  return Uint8Array.from(labels, (label) => Number(values.includes(label)));
}

const fair =
  (isProtected: Uint8Array, table: Uint32Array): Reorder =>
  ({ items }, wanted, order) => {
    const left = Array.from(items, (_, place) => place);
    let held = 0;
    for (let n = 1; n <= wanted; n++) {
      const isShort = held < (table[n] ?? 0);
      const found = isShort ? left.findIndex((place) => isProtected[items[place]!] === 1) : 0;
      const [place] = left.splice(Math.max(0, found), 1);
      order[n - 1] = place!;
      held += isProtected[items[place!]!]!;
    }
  };
