/**
 * Calibrated recommendations: the list has the shares of categories that the shopper's own items have.
 *
 * Steck, "Calibrated recommendations", RecSys 2018: the list is built item by item (section 3.3), each time maximising
 *
 *   (1 - lambda) sum over listed i of rel(i) - lambda KL(p || q~),   q~ = (1 - .01) q + .01 p
 *
 * with p the shares of the shopper, q those of the list (equations (2), (3), (5), (7)), natural logarithm. `strength` is lambda, rel the
 * score of the base between 0 and 1 over the list. An item has one category; one without counts for neither p nor q.
 */

import { z } from 'zod';
import { log } from '../../numerics/math.ts';
import type { PartSchema } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { PartShape } from '../part-shape.ts';
import { baseParams, RERANKER } from './base-part.ts';
import { LABELS, NO_LABEL, tasteOf } from './item-labels.ts';
import { type LabelledBase, labelledBaseShape, learnLabelledBase } from './labelled-base.ts';
import { pickGreedily, type Reorder, relevances, rerankedModel } from './reranked-model.ts';

/** Part of p that is mixed into q, so that the divergence is finite. */
const SMOOTHING = 0.01;

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    ...baseParams(part),
    strength: z.number().min(0).max(1).default(0.5).describe('lambda: 0 leaves the list as it is'),
    by: z
      .enum(LABELS)
      .default('category')
      .describe(
        "what is calibrated; 'department' is the first part of the category, 'popularity' head and tail",
      ),
  });

export const calibrated = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, LabelledBase>({
  ...RERANKER,
  id: 'calibrated.v1',
  doc: "the list of another algorithm, with the shares of categories that the shopper's own items have",
  source: 'Steck 2018',
  params: paramsOf(PartShape),
  paramsOf,
  use: 'where lists give all room to the main interest; keeps lesser ones in proportion',
  cost: { fit: 'the base', answer: 'the base + k x (depth + categories squared)', memory: 'the base + P' },
  learn: learnLabelledBase,
  shape: labelledBaseShape,
  open: async ({ places, depth, base, ...rest }, host) =>
    rerankedModel({ base: await host.openPart(base), places, depth, reorder: calibrate(rest) }),
});

function calibrate({ seen, labels, strength }: Pick<LabelledBase, 'seen' | 'labels' | 'strength'>): Reorder {
  return ({ items, scores, queries, q }, wanted, order) => {
    const relevance = relevances(scores);
    const taste = tasteOf(labels, seen, queries, q);
    const weight = taste.size === 0 ? 0 : strength;
    const listed = new Map<number, number>();
    let total = 0;
    /** [label] divergence of the list with one more item of it; the same for all of its items, until the next pick */
    const ahead = new Map<number, number>();
    const divergence = (label: number): number => {
      const known = ahead.get(label);
      if (known !== undefined) return known;
      const found = divergenceWith(taste, listed, total, label);
      ahead.set(label, found);
      return found;
    };
    pickGreedily(
      items.length,
      wanted,
      order,
      // What is listed already adds the same to all.
      (place) =>
        (1 - weight) * relevance[place]! - (weight > 0 ? weight * divergence(labels[items[place]!]!) : 0),
      (place) => {
        ahead.clear();
        const label = labels[items[place]!]!;
        if (label === NO_LABEL) return;
        listed.set(label, (listed.get(label) ?? 0) + 1);
        total++;
      },
    );
  };
}

/** KL(p || q~) of the taste p and the list with one item more. */
function divergenceWith(
  taste: ReadonlyMap<number, number>,
  listed: ReadonlyMap<number, number>,
  total: number,
  label: number,
): number {
  const length = total + (label === NO_LABEL ? 0 : 1);
  let sum = 0;
  for (const [own, p] of taste) {
    const count = (listed.get(own) ?? 0) + (own === label ? 1 : 0);
    const share = length === 0 ? 0 : count / length;
    sum += p * log(p / ((1 - SMOOTHING) * share + SMOOTHING * p));
  }
  return sum;
}
