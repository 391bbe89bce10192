/** What is told of a field: its kind and range, its unit, its default, what it means and where that comes from. */

import type { YamlPath } from '../../../datasets/yaml-document.ts';
import { branchesOf, type Field, type Said } from './scenario-fields.ts';

export interface FieldDoc {
  /** As messages write it: `experiments[0].arms`. */
  readonly path: string;
  readonly description: string;
  /** Kind and range, with the unit: `whole number from 1 to 200 slots`. */
  readonly kind: string;
  /** What holds where the text is silent, in YAML; undefined where nothing does or it is long. */
  readonly normal?: string;
  /** Whose that is: the schema's default, or of a scenario that is extended, by name. */
  readonly normalOf?: string;
  readonly source?: string;
}

/** `inherited`: what the extended scenario says there. */
export function docOf(
  fields: readonly Field[],
  path: YamlPath,
  inherited?: { readonly value: unknown; readonly of: string },
): FieldDoc {
  const texts = (pick: (field: Field) => string | undefined): string[] => [
    ...new Set(fields.flatMap((field) => pick(field) ?? [])),
  ];
  const fallback = fields.find((field) => field.default !== undefined)?.default;
  const value = inherited?.value ?? fallback;
  const normal = value === undefined ? undefined : inYaml(value);
  const [source] = texts((field) => field.source);
  const described = texts((field) => field.description).join(' / ');
  return {
    path: pathText(path),
    description: described || (fields.some(isTold) ? 'which kind this is' : ''),
    kind: [...new Set(fields.flatMap(kindsOf))].join(fields.every(isTold) ? ' | ' : ' or '),
    ...(normal !== undefined && normal.length <= 80
      ? { normal, normalOf: inherited?.value === undefined ? 'default' : inherited.of }
      : {}),
    ...(source === undefined ? {} : { source }),
  };
}

export function pathText(path: YamlPath): string {
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`))
    .join('');
}

/** A field told apart from its siblings by one fixed value. */
export function isTold(field: Field): boolean {
  return field.const !== undefined;
}

/** Single values that can be named: of enumerations, fixed names, booleans and nothing. */
export function namedValues(
  field: Field,
): readonly { readonly value: string; readonly description?: string }[] {
  if (field.const !== undefined) return [{ value: inYaml(field.const) }];
  if (field.enum) return field.enum.map((value) => ({ value: inYaml(value) }));
  if (field.type === 'boolean') return [{ value: 'true' }, { value: 'false' }];
  if (field.type === 'null') return [{ value: 'null' }];
  return [];
}

const SILENT: Said = () => undefined;

function kindsOf(field: Field): string[] {
  if (field.oneOf ?? field.anyOf) {
    const branches = branchesOf(field, [], SILENT);
    const told = branches.flatMap(({ properties = {} }) => Object.values(properties).filter(isTold));
    if (told.length > 0) return [`map: ${told.map((one) => String(one.const)).join(' | ')}`];
    return branches.flatMap(kindsOf);
  }
  const { enum: names, type } = field;
  if (field.const !== undefined) return [inYaml(field.const)];
  if (names) return [names.map(inYaml).join(' | ')];
  if (type === 'integer') return [`whole number${rangeOf(field)}`];
  if (type === 'number') return [`number${rangeOf(field)}`];
  if (type === 'boolean') return ['true or false'];
  if (type === 'string') return [field.unit ?? 'text'];
  if (type === 'array') return [listOf(field)];
  if (type === 'object') return ['map'];
  return [type ?? 'value'];
}

function rangeOf(field: Field): string {
  const { exclusiveMinimum, exclusiveMaximum, unit } = field;
  const { least = exclusiveMinimum, most = exclusiveMaximum } = boundsOf(field);
  const from = least === undefined ? '' : ` ${least === exclusiveMinimum ? 'above' : 'from'} ${least}`;
  const to = most === undefined ? '' : ` ${most === exclusiveMaximum ? 'to below' : 'to'} ${most}`;
  return `${from}${to}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Least and most that are allowed; what no whole number can pass is no bound. */
export function boundsOf({ minimum, maximum }: Field): { readonly least?: number; readonly most?: number } {
  return {
    ...(minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? {} : { least: minimum }),
    ...(maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? {} : { most: maximum }),
  };
}

function listOf({ minItems, maxItems, items, prefixItems }: Field): string {
  if (prefixItems) return `list of ${prefixItems.length}`;
  const count =
    minItems !== undefined && minItems === maxItems
      ? ` of ${minItems}`
      : maxItems
        ? ` of up to ${maxItems}`
        : '';
  const kinds = items ? [...new Set(kindsOf(items))].join(' or ') : '';
  return `list${count}${kinds === '' ? '' : `, each a ${kinds}`}`;
}

/** In one line of YAML. */
export function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${inYaml(key)}: ${inYaml(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  const isPlain =
    /^[A-Za-z][\w -]*$/.test(value) && !/^(true|false|null|yes|no|on|off)$/i.test(value) && !/ $/.test(value);
  return isPlain ? value : JSON.stringify(value);
}
