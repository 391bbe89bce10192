import { z } from 'zod';
import { uniform } from '../../numerics/rng.ts';
import { foldOf, type Split } from './split.ts';

const ColdItemsParams = z.strictObject({
  fraction: z.number().gt(0).lt(1).default(0.8).describe('share of the items to learn from'),
});
type ColdItemsParams = z.infer<typeof ColdItemsParams>;

export const coldItems: Split<ColdItemsParams> = {
  id: 'cold-items.v1',
  name: 'cold-items',
  order: 'none',
  doc: 'items drawn at random, each on its own draw, are tested with all their rows and so are unknown in training; use with `catalogue: all`',
  needs: 'none',
  catalogue: 'all',
  apart: () => 'items',
  params: ColdItemsParams,
  split({ items, item }, { fraction }, { draw }) {
    const key = draw('split.items');
    const isCold = Uint8Array.from({ length: items }, (_, one) => (uniform(key, one) >= fraction ? 1 : 0));
    return [foldOf(Uint8Array.from(item, (one) => isCold[one]!))];
  },
};
