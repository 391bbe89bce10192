/** A scenario as far as it is written: what it says where, and what holds where it is silent. */

import type { YamlPath } from '../../../datasets/yaml-document.ts';
import { scenarioFromText } from '../../../simulator/scenario/scenario-text.ts';
import { type Entry, outlineOf } from './outline.ts';
import { keyName } from './outline-parts.ts';
import type { Said } from './scenario-fields.ts';

/** YAML of the shipped scenarios, by name. */
export type Shipped = Readonly<Record<string, string>>;

export interface Written {
  readonly entries: readonly Entry[];
  readonly said: Said;
  /** What the scenario that this one extends has at a path; undefined where it extends none, or has nothing there. */
  inherited(path: YamlPath): { readonly value: unknown; readonly of: string } | undefined;
}

export function readWritten(text: string, shipped: Shipped): Written {
  const { entries } = outlineOf(text);
  const values = new Map<string, string>();
  for (const { path, value } of entries) {
    if (value) values.set(keyOf(path), keyName(text.slice(value.from, value.to)));
  }
  const said: Said = (path) => values.get(keyOf(path));
  const of = said(['extends']);
  return {
    entries,
    said,
    inherited(path) {
      if (of === undefined || !Object.hasOwn(shipped, of)) return undefined;
      const value = valueAt(scenarioOf(of, shipped), path);
      return value === undefined ? undefined : { value, of };
    },
  };
}

const loaded = new WeakMap<Shipped, Map<string, unknown>>();

/** A shipped scenario with all that it says and leaves out; kept, for it takes tens of milliseconds. */
function scenarioOf(name: string, shipped: Shipped): unknown {
  const known = loaded.get(shipped) ?? new Map<string, unknown>();
  loaded.set(shipped, known);
  if (!known.has(name))
    known.set(name, scenarioFromText(shipped[name]!, shipped, { file: `${name}.yaml` }).scenario);
  return known.get(name);
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Readonly<Record<string | number, unknown>>)[step];
  }
  return found;
}

function keyOf(path: YamlPath): string {
  return JSON.stringify(path);
}
