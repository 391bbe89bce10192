/** Names that a scenario makes itself and refers to elsewhere: groups of shoppers, and departments. */

import type { YamlPath } from '../../../datasets/yaml-document.ts';
import { DEPARTMENTS } from '../../../simulator/world/pools.ts';
import { fieldsAt } from './scenario-fields.ts';
import type { Written } from './written.ts';

/** List under `shoppers` that a field names an entry of. */
const LISTS: Readonly<Record<string, string>> = {
  region: 'regions',
  regions: 'regions',
  income: 'incomes',
  ageBand: 'ageBands',
  gender: 'genders',
};

export interface OwnName {
  readonly value: string | number;
  readonly detail: string;
}

/** What may stand at `path` where it refers to something of the scenario; nothing where it does not. */
export function ownNames(path: YamlPath, written: Written): readonly OwnName[] {
  const [section] = path;
  const name = path.findLast((step) => typeof step === 'string');
  if (path.length < 3 || name === undefined) return [];
  if (name === 'departments' && section === 'promotions' && typeof path.at(-1) === 'number') {
    return departments(written).map((value) => ({ value, detail: 'department' }));
  }
  if (name === 'department') {
    return departments(written).map((detail, value) => ({ value, detail }));
  }
  const by = path.join('.') === 'taste.apart.group' ? valueAt(['taste', 'apart', 'by'], written) : name;
  const list = Object.hasOwn(LISTS, String(by)) ? LISTS[String(by)]! : undefined;
  if (list === undefined || section === 'shoppers') return [];
  return groups(list, written).map((value) => ({ value, detail: `of shoppers.${list}` }));
}

function departments(written: Written): string[] {
  const count = Number(valueAt(['catalog', 'departments'], written));
  return DEPARTMENTS.slice(0, count).map(({ name }) => name);
}

function groups(list: string, written: Written): string[] {
  const own: string[] = [];
  for (let i = 0; i < 50; i++) {
    const name = written.said(['shoppers', list, i, 'name']);
    if (name === undefined) break;
    own.push(name);
  }
  const all = own.length > 0 ? own : valueAt(['shoppers', list], written);
  return Array.isArray(all) ? all.map((one) => String(one.name ?? one)) : [];
}

/** What the text says, else what it extends says, else the default. */
function valueAt(path: YamlPath, { said, inherited }: Written): unknown {
  return said(path) ?? inherited(path)?.value ?? fieldsAt(path, said)[0]?.default;
}
