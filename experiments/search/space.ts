/** Where parameters are looked for: what a study writes, checked against the algorithm, and its dimensions. */

import { z } from 'zod';
import { completeParams } from '../../algorithms/parts.ts';
import { describeIssues } from '../../datasets/schema-faults.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { exp, log } from '../../numerics/math.ts';
import type { SearchInputs } from '../run-record.ts';

export const SCALES = ['linear', 'log'] as const;

const Scalar = z.union([z.number(), z.string(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

const RangeSpec = z.strictObject({
  from: z.number().describe('least value'),
  to: z.number().describe('greatest value'),
  scale: z.enum(SCALES).default('linear').describe('log: steps are ratios'),
  points: z.int().min(2).max(1000).optional().describe('values that a grid takes of it, ends included'),
});

/** By the name of a parameter, dots leading into parts (`part.params.factors`): values to choose from, or a range. */
export const SpaceSpec = z.record(z.string(), z.union([z.array(Scalar).min(2).max(1000), RangeSpec]));
export type SpaceSpec = z.infer<typeof SpaceSpec>;

/** What a trial sets, by the names of the space. */
export type Assignment = Readonly<Record<string, Scalar>>;

interface Choice {
  readonly name: string;
  readonly kind: 'choice';
  readonly values: readonly Scalar[];
}
interface Range {
  readonly name: string;
  readonly kind: 'range';
  readonly from: number;
  readonly to: number;
  readonly scale: (typeof SCALES)[number];
  /** Only whole numbers are values. */
  readonly whole: boolean;
  readonly points?: number;
}
export type Dimension = Choice | Range;

/** Digits of a value from a range. */
const DIGITS = 6;

/** Dimensions by name, so that the order in a file means nothing. */
export function dimensionsOf(algorithm: string, params: unknown, space: SearchInputs['space']): Dimension[] {
  return Object.keys(space)
    .sort()
    .map((name): Dimension => {
      const spec = space[name]!;
      if (!('from' in spec)) return { name, kind: 'choice', values: spec };
      const { points, ...range } = spec;
      const whole = isWhole(algorithm, params, name, spec);
      return { name, kind: 'range', ...range, whole, ...(points !== undefined && { points }) };
    });
}

/** `params` with the values of a trial, at any depth. */
export function assigned(
  params: Readonly<Record<string, unknown>>,
  values: Assignment,
): Record<string, unknown> {
  let out: Record<string, unknown> = { ...params };
  for (const [name, value] of Object.entries(values))
    out = withPath(out, name.split('.'), value) as Record<string, unknown>;
  return out;
}

function withPath(value: unknown, [step, ...rest]: readonly string[], leaf: unknown): unknown {
  if (step === undefined) return leaf;
  if (Array.isArray(value))
    return value.map((own, i) => (String(i) === step ? withPath(own, rest, leaf) : own));
  return { ...(isMap(value) ? value : {}), [step]: withPath(isMap(value) ? value[step] : {}, rest, leaf) };
}

/** Why the algorithm does not take `value` for the parameter `name`; null where it does. */
export function valueFault(algorithm: string, params: unknown, name: string, value: unknown): string | null {
  const schema = completeParams(algorithm);
  const given = assigned(isMap(params) ? params : {}, { [name]: value as Scalar });
  const parsed = schema.safeParse(given);
  if (parsed.success) return null;
  const path = name.split('.');
  const own = describeIssues(parsed.error.issues, schema, given).find((fault) =>
    path.every((step, i) => String(fault.path[i]) === step),
  );
  return own?.message ?? null;
}

function isWhole(
  algorithm: string,
  params: unknown,
  name: string,
  { from, to }: { from: number; to: number },
): boolean {
  const between = Math.floor(from) + 0.5;
  const probe = between < to ? between : (from + to) / 2;
  return /whole number|not a multiple/.test(valueFault(algorithm, params, name, probe) ?? '');
}

/** How many values there are; Infinity where any number will do. */
export const sizeOf = (dimension: Dimension): number =>
  dimension.kind === 'choice'
    ? dimension.values.length
    : dimension.whole
      ? dimension.to - dimension.from + 1
      : Number.POSITIVE_INFINITY;

/** The ends of a range as they are cut into: half a step more on either side where values are whole. */
const ends = ({ from, to, whole }: Range): readonly [number, number] =>
  whole ? [from - 0.5, to + 0.5] : [from, to];

/** The value at `u`, from 0 to 1, of the way through a dimension. */
export function valueAt(dimension: Dimension, u: number): Scalar {
  if (dimension.kind === 'choice')
    return dimension.values[Math.min(dimension.values.length - 1, Math.floor(u * dimension.values.length))]!;
  const [low, high] = ends(dimension);
  const at = dimension.scale === 'log' ? low * exp(u * log(high / low)) : low + u * (high - low);
  const rounded = dimension.whole ? Math.round(at) : Number(at.toPrecision(DIGITS));
  return Math.min(dimension.to, Math.max(dimension.from, rounded));
}

/** Where a value lies, from 0 to 1; of a choice its place. */
export function placeOf(dimension: Dimension, value: Scalar): number {
  if (dimension.kind === 'choice') return dimension.values.indexOf(value);
  const [low, high] = ends(dimension);
  const at = value as number;
  const u = dimension.scale === 'log' ? log(at / low) / log(high / low) : (at - low) / (high - low);
  return Math.min(1, Math.max(0, u));
}

/** Values that a grid takes; null where a range of numbers says no `points`. */
export function gridValues(dimension: Dimension): Scalar[] | null {
  if (dimension.kind === 'choice') return [...dimension.values];
  const { from, to, scale, whole, points } = dimension;
  const count = points ?? (whole && scale === 'linear' ? to - from + 1 : null);
  if (count === null) return null;
  const values = Array.from({ length: count }, (_, i): number => {
    if (i === 0 || i === count - 1) return i === 0 ? from : to;
    const u = i / (count - 1);
    const at = scale === 'log' ? from * exp(u * log(to / from)) : from + u * (to - from);
    return whole ? Math.round(at) : Number(at.toPrecision(DIGITS));
  });
  return [...new Set(values)];
}
