/** What a zod schema knows at a path: the keys of its maps and the names of its unions, for suggestions and merging. */

import type { z } from 'zod';

type Schema = z.core.$ZodType;
type Path = readonly (string | number)[];

/** Keys known in the map at `path` of a value: of the branches of a union that do not know `unknown`, where there are any. */
export function knownKeys(schema: Schema, path: Path, value: unknown, unknown: readonly string[]): string[] {
  const sets = schemasAt(schema, path, value).map((inner) => {
    const { def } = (inner as z.core.$ZodTypes)._zod;
    if (def.type === 'object') return Object.keys(def.shape);
    if (def.type === 'record') return [...(def.keyType._zod.values ?? [])].map(String);
    return [];
  });
  const fitting = sets.filter((keys) => !keys.some((key) => unknown.includes(key)));
  return [...new Set((fitting.length > 0 ? fitting : sets).flat())];
}

/** The key that tells the branches of the union at `path` apart, or undefined when there is no such union. */
export function discriminatorAt(schema: Schema, path: Path, value: unknown): string | undefined {
  return firstAt(schema, path, value, discriminatorOf);
}

/** The branches of the union at `path`, in the order of the schema; none when there is no union. */
export function optionsAt(schema: Schema, path: Path, value: unknown): readonly Schema[] {
  const options = firstAt(schema, path, value, (inner) => {
    const { def } = (inner as z.core.$ZodTypes)._zod;
    return def.type === 'union' ? def.options : undefined;
  });
  return options ?? [];
}

/** Whether every number at `path` has to be whole. */
export function isWholeAt(schema: Schema, path: Path, value: unknown): boolean {
  const numbers = schemasAt(schema, path, value).flatMap((inner) => {
    const { def } = (inner as z.core.$ZodTypes)._zod;
    return def.type === 'number' ? [def] : [];
  });
  return (
    numbers.length > 0 && numbers.every((def) => formatsOf(def).some((format) => format.includes('int')))
  );
}

/** Number formats that `z.int()` and `z.number().int()` leave in a definition. */
function formatsOf(def: z.core.$ZodNumberDef): string[] {
  const own = 'format' in def ? [String(def.format)] : [];
  return [
    ...own,
    ...(def.checks ?? []).flatMap(({ _zod }) => ('format' in _zod.def ? [String(_zod.def.format)] : [])),
  ];
}

function firstAt<T>(
  schema: Schema,
  path: Path,
  value: unknown,
  visit: (schema: Schema) => T | undefined,
): T | undefined {
  for (const start of unwrapped(schema)) {
    const found = walkTo(start, path, value, visit);
    if (found !== undefined) return found;
  }
  return undefined;
}

function discriminatorOf(schema: Schema): string | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === 'union' && 'discriminator' in def ? (def.discriminator as string) : undefined;
}

/** Schemas at `path`, wrappers removed and unions replaced by the branches that fit the value. */
export function schemasAt(schema: Schema, path: Path, value: unknown): Schema[] {
  const found: Schema[] = [];
  for (const start of unwrapped(schema)) {
    walkTo(start, path, value, (inner, at) => {
      found.push(...branches(inner, at));
      return undefined;
    });
  }
  return found;
}

/** Visits each schema that stands at `path`, unions not yet opened there; stops at the first answer. */
function walkTo<T>(
  schema: Schema,
  path: Path,
  value: unknown,
  visit: (schema: Schema, value: unknown) => T | undefined,
): T | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return visit(schema, value);
  const inside =
    isMap(value) || Array.isArray(value) ? (value as Record<string | number, unknown>)[step] : undefined;
  for (const branch of branches(schema, value)) {
    for (const child of childrenOf(branch, step)) {
      for (const inner of unwrapped(child)) {
        const found = walkTo(inner, rest, inside, visit);
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

function childrenOf(schema: Schema, step: string | number): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object': {
      const child = Object.hasOwn(def.shape, step) ? def.shape[step] : def.catchall;
      return child ? [child] : [];
    }
    case 'record':
      return [def.valueType];
    case 'array':
      return [def.element];
    case 'tuple': {
      const child = def.items[Number(step)] ?? def.rest;
      return child ? [child] : [];
    }
    default:
      return [];
  }
}

/** The branches of a union that fit `value` (all, where none can be told apart), or the schema itself. */
function branches(schema: Schema, value: unknown): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'union') return [schema];
  const options = def.options.flatMap(unwrapped).flatMap((option) => branches(option, value));
  const discriminator = discriminatorOf(schema);
  if (discriminator === undefined || !isMap(value)) return options;
  const fitting = options.filter((option) =>
    childrenOf(option, discriminator).some((name) => name._zod.values?.has(value[discriminator] as string)),
  );
  return fitting.length > 0 ? fitting : options;
}

/** Optional, default, nullable, pipe, lazy ... removed; an intersection gives both sides. */
function unwrapped(schema: Schema): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return unwrapped(def.innerType);
    case 'pipe':
      return unwrapped(def.in);
    case 'lazy':
      return unwrapped(def.getter());
    case 'intersection':
      return [...unwrapped(def.left), ...unwrapped(def.right)];
    default:
      return [schema];
  }
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
