/** Algorithms within algorithms, where the registry is known: which may be parts, their parameters, and what a whole is made of. */

import { z } from 'zod';
import type { Algorithm, PartSchema, PartSpec } from './algorithm.ts';
import { ALGORITHMS, type AlgorithmName } from './registry.ts';

/** How deep parts may stand in parts: a hybrid of re-ranked hybrids of re-ranked lists. */
export const DEEPEST_PART = 4;

const REGISTRY = ALGORITHMS as unknown as Readonly<Record<string, Algorithm>>;

const rankers = Object.keys(REGISTRY).filter((name) => REGISTRY[name]!.task === 'rank');

/** Why a name of the registry is no part; undefined where it is one, or nothing is called so. */
export function notAPart(name: unknown): string | undefined {
  if (typeof name !== 'string' || !Object.hasOwn(REGISTRY, name)) return undefined;
  const { task } = REGISTRY[name]!;
  return task === 'rank' ? undefined : `'${name}' has task '${task}'; a part must rank`;
}

/** One part, parameters of parts within it included; their defaults are filled in. */
export const Part: PartSchema = z
  .discriminatedUnion(
    'name',
    rankers.map((name) =>
      z.strictObject({
        name: z.literal(name),
        params: z
          .lazy(() => completeParams(name))
          .prefault({})
          .describe(`parameters of ${name}; each has a default`),
      }),
    ) as unknown as [z.ZodObject<{ name: z.ZodLiteral<string> }>],
    { error: ({ input }) => notAPart((input as { readonly name?: unknown } | undefined)?.name) },
  )
  .meta({ id: 'part' }) as unknown as PartSchema;

/** The parameters of an algorithm, those of its parts included. */
export function completeParams(name: AlgorithmName | string): z.ZodType<Record<string, unknown>> {
  const { params, paramsOf } = REGISTRY[name]!;
  return (paramsOf?.(Part) ?? params) as z.ZodType<Record<string, unknown>>;
}

/** The parts that stand in the parameters of `name`, where they stand; what is malformed is left out. */
export function partsWithin(
  name: unknown,
  params: unknown,
): { readonly path: readonly (string | number)[]; readonly part: PartSpec }[] {
  if (typeof name !== 'string' || !Object.hasOwn(REGISTRY, name) || !isRecord(params)) return [];
  return (REGISTRY[name]!.parts ?? []).flatMap((key) => {
    const held = params[key];
    const listed = Array.isArray(held)
      ? held.map((part: unknown, i) => ({ path: [key, i], part }))
      : [{ path: [key], part: held }];
    return listed.flatMap(({ path, part }) => (isPart(part) ? [{ path, part }] : []));
  });
}

/** Ids of all algorithms that `name` with these complete parameters is made of, at any depth: sorted, each once. */
export function partIds(name: string, params: unknown): string[] {
  const found = (outer: string, inner: unknown): string[] =>
    partsWithin(outer, inner).flatMap(({ part }) => [
      REGISTRY[part.name]!.id,
      ...found(part.name, part.params ?? {}),
    ]);
  return [...new Set(found(name, params))].sort();
}

/** Whether `name` with these parameters learns from reviews, or any of its parts does. */
export const needsReviews = (name: string, params: unknown): boolean =>
  (Object.hasOwn(REGISTRY, name) && REGISTRY[name]!.needs === 'reviews') ||
  partsWithin(name, params).some(({ part }) => needsReviews(part.name, part.params ?? {}));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPart = (value: unknown): value is PartSpec => isRecord(value) && typeof value['name'] === 'string';
