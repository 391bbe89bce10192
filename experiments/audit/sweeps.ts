/** The algorithms that the frontier of a study adds to it: each swept over one parameter. */

import { completeParams } from '../../algorithms/parts.ts';
import type { AlgorithmEntry, Study } from '../study.ts';

type Frontier = NonNullable<Study['frontier']>;
type Sweep = Frontier['sweeps'][number];

/** `mmr .2`: what the study calls one point of a sweep. */
export const sweepLabel = ({ name, label }: Sweep, value: number): string =>
  `${label ?? name} ${String(value).replace(/^0\./, '.')}`;

/** The sweep and the value behind a label; null for what is not swept. */
export function sweptAs(
  frontier: Frontier,
  label: string,
): { readonly sweep: string; readonly value: number } | null {
  for (const sweep of frontier.sweeps)
    for (const value of sweep.values)
      if (sweepLabel(sweep, value) === label) return { sweep: sweep.label ?? sweep.name, value };
  return null;
}

/** The study with the algorithms of its sweeps behind its own; those of a sweep that it has already are not added again. */
export function withSweeps(study: Study): Study {
  const { frontier, algorithms } = study;
  if (!frontier) return study;
  const own = algorithms.filter(({ label }) => label === undefined || sweptAs(frontier, label) === null);
  const swept = frontier.sweeps.flatMap((sweep) =>
    sweep.values.map(
      (value) =>
        ({
          name: sweep.name,
          label: sweepLabel(sweep, value),
          params: completeParams(sweep.name).parse({ ...sweep.params, [sweep.over]: value }),
        }) as unknown as AlgorithmEntry,
    ),
  );
  return { ...study, algorithms: [...own, ...swept] };
}
