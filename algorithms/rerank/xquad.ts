/**
 * Aspects made explicit (xQuAD): the next item is relevant and belongs to what the shopper cares for and is not served yet.
 *
 * Santos, Macdonald, Ounis, "Exploiting query reformulations for web search result diversification", WWW 2010, equation (1)
 * with (2), for recommendations as in Vargas, Castells, Vallet, "Intent-oriented diversity in recommender systems", SIGIR 2011:
 *
 *   argmax over i not yet listed of (1 - lambda) P(i) + lambda sum over aspects a of P(a) P(i|a) product over j listed of (1 - P(j|a))
 *
 * `strength` is lambda. An item has one aspect, such as its category. P(i) is the score of the base between 0 and 1 over the list,
 * P(i|a) the same within the aspect and 0 outside it, P(a) the share of a among what the shopper had. With `by: popularity` the
 * aspects are the short head and the long tail, as in Abdollahpouri, Burke, Mobasher, "Managing popularity bias in recommender
 * systems with personalized re-ranking", FLAIRS 2019.
 */

import { z } from 'zod';
import type { PartSchema } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { PartShape } from '../part-shape.ts';
import { baseParams, RERANKER } from './base-part.ts';
import { LABELS, tasteOf } from './item-labels.ts';
import { type LabelledBase, labelledBaseShape, learnLabelledBase } from './labelled-base.ts';
import { pickGreedily, type Reorder, relevances, rerankedModel } from './reranked-model.ts';

const paramsOf = (part: PartSchema) =>
  z.strictObject({
    ...baseParams(part),
    strength: z.number().min(0).max(1).default(0.5).describe('lambda: 0 leaves the list as it is'),
    by: z
      .enum(LABELS)
      .default('category')
      .describe(
        "aspects; 'department' is the first part of the category, 'popularity' short head and long tail",
      ),
  });

export const xquad = defineAlgorithm<'rank', z.infer<ReturnType<typeof paramsOf>>, LabelledBase>({
  ...RERANKER,
  id: 'xquad.v1',
  doc: "the list of another algorithm, so that all of a shopper's interests are served early (xQuAD)",
  source: 'Santos, Macdonald, Ounis 2010; Vargas, Castells, Vallet 2011',
  params: paramsOf(PartShape),
  paramsOf,
  use: 'where shoppers have several interests and the strongest fills the list; by popularity: where the tail is not seen',
  cost: { fit: 'the base', answer: 'the base + k x depth', memory: 'the base + P' },
  learn: learnLabelledBase,
  shape: labelledBaseShape,
  open: async ({ places, depth, base, ...rest }, host) =>
    rerankedModel({ base: await host.openPart(base), places, depth, reorder: aspectsFirst(rest) }),
});

const aspectsFirst =
  ({ seen, labels, strength }: Pick<LabelledBase, 'seen' | 'labels' | 'strength'>): Reorder =>
  ({ items, scores, queries, q }, wanted, order) => {
    const relevance = relevances(scores);
    const taste = tasteOf(labels, seen, queries, q);
    /** P(a) and what is left of it to be served. */
    const open = new Map(taste);
    pickGreedily(
      items.length,
      wanted,
      order,
      (place) => relevance[place]! * (1 - strength + strength * (open.get(labels[items[place]!]!) ?? 0)),
      (place) => {
        const label = labels[items[place]!]!;
        open.set(label, (open.get(label) ?? 0) * (1 - relevance[place]!));
      },
    );
  };
