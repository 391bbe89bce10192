/** What may be written at a place of a scenario: keys that are not there yet, and values that have names. */

import type { YamlPath } from '../../../datasets/yaml-document.ts';
import { boundsOf, docOf, type FieldDoc, inYaml, isTold, namedValues } from './field-doc.ts';
import { outlineOf, type Slot } from './outline.ts';
import { ownNames } from './own-names.ts';
import { branchesOf, type Field, fieldsAt, keysAt } from './scenario-fields.ts';
import { entrySnippet, keySnippet } from './snippets.ts';
import { readWritten, type Shipped, type Written } from './written.ts';

export interface Completion {
  readonly kind: 'key' | 'value' | 'entry';
  readonly label: string;
  /**
   * What is written: a template of CodeMirror's snippets, `${1:text}` a field to type over; lines after the first count from the
   * indentation of the line.
   */
  readonly snippet: string;
  /** Beside the label: kind and range, or what a value means. */
  readonly detail: string;
  /** Of keys. */
  readonly doc?: FieldDoc;
  /** Whether more can be completed where the first field is. */
  readonly goesOn?: boolean;
}

export interface Completions {
  /** Offset from which the options replace what is written, up to the place asked for. */
  readonly from: number;
  readonly options: readonly Completion[];
}

/** Works in broken YAML too; undefined where nothing can be said. */
export function completionsAt(text: string, offset: number, shipped: Shipped): Completions | undefined {
  const slot = outlineOf(text.slice(0, offset)).end;
  if (slot.kind === 'none') return undefined;
  const place = { text, offset, slot, written: readWritten(text, shipped), shipped };
  const options = [
    ...(slot.kind === 'value' ? [] : keyOptions(place)),
    ...(slot.kind === 'begin' ? entryOptions(place) : []),
    ...(slot.kind === 'key' ? [] : valueOptions(place)),
  ];
  return options.length === 0 ? undefined : { from: slot.from, options };
}

interface Place {
  readonly text: string;
  readonly offset: number;
  readonly slot: Exclude<Slot, { kind: 'none' }>;
  readonly written: Written;
  readonly shipped: Shipped;
}

function keyOptions({ text, offset, slot, written }: Place): Completion[] {
  const { path } = slot;
  const present = new Set(
    written.entries
      .filter(({ key }) => key !== undefined && !(key.from <= offset && offset <= key.to))
      .filter(
        ({ path: other }) => other.length === path.length + 1 && path.every((step, i) => other[i] === step),
      )
      .map(({ path: other }) => other.at(-1)),
  );
  const keys = [...keysAt(path, written.said)].filter(([name]) => !present.has(name));
  return keys.map(([name, fields]) => {
    const at = [...path, name];
    const doc = docOf(fields, at, written.inherited(at));
    const style = { flow: slot.flow, deeper: columnOf(text, slot.from) - indentOf(text, slot.from) };
    return {
      kind: 'key',
      label: name,
      ...keySnippet(name, fields[0]!, doc.normal, style),
      detail: doc.kind,
      doc,
    };
  });
}

/** A dash with what an entry must have, where a list begins or goes on. */
function entryOptions({ text, offset, slot, written }: Place): Completion[] {
  const lists = fieldsAt(slot.path, written.said)
    .flatMap((field) => branchesOf(field, slot.path, written.said))
    .filter(({ items }) => items);
  if (lists.length === 0 || slot.from !== offset) return [];
  const deeper = columnOf(text, slot.from) - indentOf(text, slot.from);
  return lists.map(({ items, description }) => ({
    kind: 'entry',
    label: '-',
    ...entrySnippet(items as Field, deeper),
    detail: description ?? 'one more entry',
  }));
}

function valueOptions({ text, slot, written, shipped }: Place): Completion[] {
  const lead = text[slot.from - 1] === ':' ? ' ' : '';
  return valuesAt(slot.path, written, shipped).map(({ value, detail }) => ({
    kind: 'value',
    label: value,
    snippet: `${lead}${value.replace(/[{}]/g, '\\$&')}`,
    detail,
  }));
}

interface NamedValue {
  readonly value: string;
  readonly detail: string;
}

function valuesAt(path: YamlPath, written: Written, shipped: Shipped): NamedValue[] {
  const { said, inherited } = written;
  if (path.length === 1 && path[0] === 'extends') {
    return Object.entries(shipped).map(([value, text]) => ({ value, detail: titleOf(text) }));
  }
  const own = ownNames(path, written);
  if (own.length > 0) return own.map(({ value, detail }) => ({ value: inYaml(value), detail }));
  const whole = fieldsAt(path, said);
  const fields = whole.flatMap((field) => branchesOf(field, path, said));
  const named = fields.flatMap((field) =>
    namedValues(field).map(({ value }) => ({ value, detail: meaningOf(path, value, said) })),
  );
  const { normal, normalOf } = docOf(whole, path, inherited(path));
  const isSingle = fields.some(({ type }) => type === 'number' || type === 'integer' || type === 'string');
  const numbers = isSingle
    ? [
        ...(normal === undefined || normal === 'null'
          ? []
          : [{ value: normal, detail: normalOf ?? 'default' }]),
        ...fields.flatMap((field) => {
          const { least, most } = boundsOf(field);
          return [
            ...(least === undefined ? [] : [{ value: String(least), detail: 'least' }]),
            ...(most === undefined ? [] : [{ value: String(most), detail: 'most' }]),
          ];
        }),
      ]
    : [];
  const all = [...named, ...toldMaps(fields), ...numbers];
  return all.filter(({ value }, i) => all.findIndex((other) => other.value === value) === i);
}

/** Maps of which one fixed key says which they are, written whole. */
function toldMaps(fields: readonly Field[]): NamedValue[] {
  return fields.flatMap(({ properties = {}, required = [], description = '' }) => {
    const [name, told] = Object.entries(properties).find(([, field]) => isTold(field)) ?? [];
    if (name === undefined || required.length > 1) return [];
    return [{ value: `{ ${name}: ${inYaml(told!.const)} }`, detail: description }];
  });
}

/** What a value means that tells a map apart: the description of that map. */
function meaningOf(path: YamlPath, value: string, said: Written['said']): string {
  const name = String(path.at(-1));
  const outer = path.slice(0, -1);
  const silent: Written['said'] = (at) => (at.length === path.length ? undefined : said(at));
  for (const field of fieldsAt(outer, silent)) {
    for (const { properties = {}, description } of branchesOf(field, outer, silent)) {
      const told = properties[name]?.const;
      if (told !== undefined && inYaml(told) === value) return description ?? '';
    }
  }
  return '';
}

function titleOf(text: string): string {
  return /^title: *(.*)$/m.exec(text)?.[1] ?? '';
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1;
}

function indentOf(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))![0].length;
}
