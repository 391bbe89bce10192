/** The algorithms that the frontier of a study adds to it: each swept over one parameter. */

import { completeParams } from '../../algorithms/parts.ts';

export interface Sweep {
  /** An algorithm. */
  readonly name: string;
  readonly label?: string | undefined;
  /** The parameter that is swept, and its values. */
  readonly over: string;
  readonly values: readonly number[];
  readonly params: Readonly<Record<string, unknown>>;
}

export interface FrontierSpec {
  /** The algorithm without mitigation, as the study calls it. */
  readonly base: string;
  /** Names of metrics. */
  readonly against: readonly string[];
  readonly sweeps: readonly Sweep[];
}

interface Swept {
  readonly algorithms: readonly { readonly label?: string | undefined }[];
  readonly frontier?: FrontierSpec | undefined;
}

/** `mmr .2`: what the study calls one point of a sweep. */
export const sweepLabel = ({ name, label }: Pick<Sweep, 'name' | 'label'>, value: unknown): string =>
  `${label ?? name} ${String(value).replace(/^0\./, '.')}`;

/** The sweep and the value behind a label; null for what is not swept. */
export function sweptAs(
  { sweeps }: Pick<FrontierSpec, 'sweeps'>,
  label: string,
): { readonly sweep: string; readonly value: number } | null {
  for (const sweep of sweeps)
    for (const value of sweep.values)
      if (sweepLabel(sweep, value) === label) return { sweep: sweep.label ?? sweep.name, value };
  return null;
}

/** The algorithms of a study that no sweep adds. */
export function unswept<S extends Swept>({ algorithms, frontier }: S): S['algorithms'][number][] {
  return algorithms.filter(
    ({ label }) => !frontier || label === undefined || sweptAs(frontier, label) === null,
  );
}

/** The study with the algorithms of its sweeps behind its own; those of a sweep that it has already are not added again. */
export function withSweeps<S extends Swept>(study: S): S {
  if (!study.frontier) return study;
  const swept = study.frontier.sweeps.flatMap((sweep) =>
    sweep.values.map((value) => ({
      name: sweep.name,
      label: sweepLabel(sweep, value),
      params: completeParams(sweep.name).parse({ ...sweep.params, [sweep.over]: value }),
    })),
  );
  return { ...study, algorithms: [...unswept(study), ...swept] };
}
