/** Kinds of fields that scenarios are made of: each with its range, its default and what it means. */

import { z } from 'zod';

export interface Note {
  /** Unit of the value. */
  readonly unit?: string;
  /** Where the idea or the figure comes from. */
  readonly source?: string;
}

export const real = (least: number, most: number, normal: number, description: string, note: Note = {}) =>
  z
    .number()
    .min(least)
    .max(most)
    .default(normal)
    .meta({ description, ...note });
export const whole = (least: number, most: number, normal: number, description: string, note: Note = {}) =>
  z
    .int()
    .min(least)
    .max(most)
    .default(normal)
    .meta({ description, ...note });
export const probability = (normal: number, description: string, note: Note = {}) =>
  real(0, 1, normal, description, note);

export const shares = (names: readonly (readonly [string, number])[], description: string) =>
  z
    .array(
      z.strictObject({
        name: z.string().min(1).max(40).meta({ description: 'name of the group, as the shop files it' }),
        weight: z.number().min(0).max(1e6).meta({ description: 'relative size of the group' }),
      }),
    )
    .min(1)
    .max(50)
    .default(names.map(([name, weight]) => ({ name, weight })))
    .refine(
      (groups) => groups.length === 0 || groups.some(({ weight }) => weight !== 0),
      'all weights are 0; at least one must be above 0',
    )
    .refine(
      (groups) => new Set(groups.map(({ name }) => name)).size === groups.length,
      'two groups have the same name',
    )
    .meta({ description });

export const curve = (length: number, values: readonly number[], description: string, note: Note) =>
  z
    .array(z.number().min(0).max(1e6))
    .length(length)
    .default([...values])
    .refine(
      (weights) => weights.length === 0 || weights.some((weight) => weight !== 0),
      'all weights are 0; at least one must be above 0',
    )
    .meta({ description, ...note });
