/** Section of a scenario on what its log must look like: ranges of figures, checked after every generation. */

import { z } from 'zod';
import { FIGURE_NAMES, FIGURES, type FigureName, type FigureSpec } from '../figures/figures.ts';

const bound = () => z.number().min(0).max(1e12);

const range = z
  .tuple([bound(), bound()])
  .refine(([low, high]) => low <= high, 'the lower bound is above the upper one')
  .meta({ description: 'lowest and highest value that will do, both included' });

const bounds = z
  .strictObject({
    atLeast: bound().optional().meta({ description: 'lowest value that will do' }),
    atMost: bound().optional().meta({ description: 'highest value that will do' }),
    source: z.string().min(1).max(300).optional().meta({ description: 'where the range comes from' }),
  })
  .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, {
    message: 'neither atLeast nor atMost; one of them is required',
    // Beside a misspelt key it would be the same mistake told twice.
    when: ({ issues }) => issues.length === 0,
  })
  .refine(
    ({ atLeast = 0, atMost = Number.POSITIVE_INFINITY }) => atLeast <= atMost,
    'atLeast is above atMost',
  );

function target(name: FigureName) {
  const { doc, unit }: FigureSpec = FIGURES[name];
  return z
    .union([range, bounds, z.null()])
    .optional()
    .meta({ description: doc, ...(unit === undefined ? {} : { unit }) });
}

type Fields = { readonly [K in FigureName]: ReturnType<typeof target> };

/**
 * Claims of a scenario by figure. A scenario that extends another takes over its claims, figure by figure: it may give
 * another range, `null` for a figure to claim nothing of it, or `targets: null` to claim nothing at all.
 */
export const targets = z
  .strictObject(Object.fromEntries(FIGURE_NAMES.map((name) => [name, target(name)])) as Fields)
  .nullable()
  .default({})
  .meta({
    description:
      'figures that the log must show: [low, high] or { atLeast, atMost, source }; null claims nothing, also of what `extends` brings',
  });

export type Targets = z.infer<typeof targets>;
