/**
 * Rings of reviewers: dense blocks of accounts and items among the reviews of a stretch of days (FRAUDAR, `dense-blocks.ts`; stretches that
 * overlap by half, as groups act in lockstep: Beutel et al., "CopyCatch", WWW 2013). It looks at all reviews of a stretch, later ones too: it
 * judges after the fact, when the stretch is over, and learns nothing from labels. The score is 1 - 1 / (1 + x^2), x the density of the
 * densest block that the review is in over `density`.
 */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Examples, RatingEdges } from '../../datasets/examples.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { learntExamples } from '../learnt-examples.ts';
import { f64 } from '../state/arrays.ts';
import { fields, texts } from '../state/shape.ts';
import { densestBlock, type Edges, itemWeights } from './dense-blocks.ts';

const DAY = 86_400;

const params = z.strictObject({
  days: z
    .number()
    .min(0.1)
    .max(365)
    .default(2)
    .describe('length of a stretch; half of it is between two starts'),
  blocks: z.int().min(1).max(1000).default(30).describe('blocks of one stretch, at most'),
  density: z
    .number()
    .gt(0)
    .max(100)
    .default(0.6)
    .describe(
      'density of a block from which the score is .5; a lone review has .28, 8 accounts with the same 3 items .85',
    ),
});

interface State {
  readonly classes: readonly string[];
  /** Days of a stretch, blocks, density. */
  readonly rules: Float64Array;
}

export function ratingsOf({ ratings }: Examples): RatingEdges {
  if (ratings) return ratings;
  throw new ConfigError(['label: the examples are no reviews; use `source: frauds` with `of: reviews`']);
}

export const reviewRings = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'review-rings.v1',
  task: 'label',
  family: 'fraud',
  doc: 'dense blocks of accounts and items among the reviews of some days, judged after the fact',
  source: 'Hooi et al. 2016 (FRAUDAR)',
  params,
  coldStart: 'fallback',
  personal: false,
  use: 'to find groups that praise the same things together, without labels, once a day; a lone fake is not seen',
  cost: { fit: '1', answer: 'blocks x P log P', memory: 'P' },
  async learn(data, { days, blocks, density }) {
    return { classes: [...learntExamples(data).all.classes], rules: Float64Array.of(days, blocks, density) };
  },
  shape: fields<State>({ classes: texts(2), rules: f64(3) }),
  open({ classes, rules }) {
    const [days, blocks, density] = rules as unknown as [number, number, number];
    const known = new WeakMap<Examples, Float64Array>();
    return {
      classes,
      probabilities(examples, rows, out) {
        const found = known.get(examples) ?? densities(examples, days * DAY, blocks);
        known.set(examples, found);
        rows.forEach((row, i) => {
          const x = found[row]! / density;
          const score = 1 - 1 / (1 + x * x);
          out[2 * i] = 1 - score;
          out[2 * i + 1] = score;
        });
      },
    };
  },
});

/** (examples) density of the densest block that each review is in. */
export function densities(examples: Examples, span: number, blocks: number): Float64Array {
  const { time, length } = examples;
  const edges = ratingsOf(examples);
  const found = new Float64Array(length);
  const order = Uint32Array.from({ length }, (_, row) => row).sort((a, b) => time[a]! - time[b]! || a - b);
  if (length === 0) return found;
  const end = time[order[length - 1]!]!;
  let first = 0;
  for (let start = 0; start <= end; start += span / 2) {
    while (first < length && time[order[first]!]! < start) first++;
    let last = first;
    while (last < length && time[order[last]!]! < start + span) last++;
    if (last > first) judgeStretch(order.subarray(first, last), edges, blocks, found);
  }
  return found;
}

function judgeStretch(rows: Uint32Array, ratings: RatingEdges, blocks: number, found: Float64Array): void {
  const { edges, edgeOf } = numbered(rows, ratings);
  const weight = itemWeights(edges);
  const isGone = new Uint8Array(edges.account.length);
  for (let block = 0; block < blocks; block++) {
    const { density, isAccount, isItem } = densestBlock(edges, weight, isGone);
    if (density === 0) return;
    const isIn = (edge: number): boolean =>
      isGone[edge] === 0 && isAccount[edges.account[edge]!] === 1 && isItem[edges.item[edge]!] === 1;
    const inBlock = edgeOf.map((edge) => Number(isIn(edge)));
    rows.forEach((row, i) => {
      if (inBlock[i] === 1) found[row] = Math.max(found[row]!, density);
    });
    edgeOf.forEach((edge, i) => {
      if (inBlock[i] === 1) isGone[edge] = 1;
    });
  }
}

/** Accounts and items of some reviews from 0, each pair once, and the edge of each review. */
function numbered(
  rows: Uint32Array,
  { shopper, item }: RatingEdges,
): { readonly edges: Edges; readonly edgeOf: Uint32Array } {
  const accounts = new Map<number, number>();
  const items = new Map<number, number>();
  const pairs = new Map<string, number>();
  const placeOf = (map: Map<number, number>, key: number): number => {
    if (!map.has(key)) map.set(key, map.size);
    return map.get(key)!;
  };
  const edgeAccount: number[] = [];
  const edgeItem: number[] = [];
  const edgeOf = Uint32Array.from(rows, (row) => {
    const [a, b] = [placeOf(accounts, shopper[row]!), placeOf(items, item[row]!)];
    const pair = `${a} ${b}`;
    const known = pairs.get(pair);
    if (known !== undefined) return known;
    pairs.set(pair, edgeAccount.length);
    edgeAccount.push(a);
    edgeItem.push(b);
    return edgeAccount.length - 1;
  });
  return {
    edges: {
      account: Uint32Array.from(edgeAccount),
      item: Uint32Array.from(edgeItem),
      accounts: accounts.size,
      items: items.size,
    },
    edgeOf,
  };
}
