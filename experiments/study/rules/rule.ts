/** What a rule of a study is, and how drafts that may be malformed are read. */

import { isMap } from '../../../datasets/schema-shape.ts';

export interface RuleFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Draft = Readonly<Record<string, unknown>>;
export type Rule = (draft: Draft) => RuleFault[];

export const inside = (value: unknown, key: string): unknown => (isMap(value) ? value[key] : undefined);
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function lookUp<T>(registry: Readonly<Record<string, T>>, name: unknown): T | undefined {
  return typeof name === 'string' && Object.hasOwn(registry, name) ? registry[name] : undefined;
}
