/** The fields of a scenario at a path, from the JSON Schema that `shoplab schema scenario` prints. */

import { z } from 'zod';
import type { YamlPath } from '../../../datasets/yaml-document.ts';
import { ScenarioFileSchema } from '../../../simulator/scenario/scenario.ts';

/** The part of JSON Schema that scenarios use; `unit` and `source` are ours. */
export interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly source?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly items?: Field | false;
  readonly prefixItems?: readonly Field[];
  readonly anyOf?: readonly Field[];
  readonly oneOf?: readonly Field[];
}

/** What a text says at a path; undefined where that is no single value. */
export type Said = (path: YamlPath) => string | undefined;

let root: Field | undefined;

/** The whole scenario. */
export function scenarioField(): Field {
  root ??= z.toJSONSchema(ScenarioFileSchema, { io: 'input' }) as Field;
  return root;
}

/** Fields that may stand at `path`, unions not yet opened; more than one where a union above leaves it open. */
export function fieldsAt(path: YamlPath, said: Said): readonly Field[] {
  let fields: readonly Field[] = [scenarioField()];
  path.forEach((step, depth) => {
    const branches = fields.flatMap((field) => branchesOf(field, path.slice(0, depth), said));
    fields = branches.flatMap((branch) => childOf(branch, step) ?? []);
  });
  return fields;
}

/** Keys of the map at `path` with their fields; of a union, of all branches that fit what is said. */
export function keysAt(path: YamlPath, said: Said): ReadonlyMap<string, readonly Field[]> {
  const keys = new Map<string, Field[]>();
  for (const field of fieldsAt(path, said)) {
    for (const { properties = {} } of branchesOf(field, path, said)) {
      for (const [name, child] of Object.entries(properties))
        keys.set(name, [...(keys.get(name) ?? []), child]);
    }
  }
  return keys;
}

/** The field itself, or the branches of its union that fit what is said of the keys that tell them apart: all, where none does. */
export function branchesOf(field: Field, path: YamlPath, said: Said): readonly Field[] {
  const options = field.oneOf ?? field.anyOf;
  if (options === undefined) return [field];
  const open = options.flatMap((option) => branchesOf(option, path, said));
  const fitting = open.filter(({ properties = {} }) =>
    Object.entries(properties).every(([name, { const: told }]) => {
      const written = said([...path, name]);
      return told === undefined || written === undefined || written === told;
    }),
  );
  return fitting.length > 0 ? fitting : open;
}

function childOf({ properties, items, prefixItems }: Field, step: string | number): Field | undefined {
  if (typeof step === 'number') return prefixItems?.[step] ?? (items || undefined);
  return properties && Object.hasOwn(properties, step) ? properties[step] : undefined;
}
