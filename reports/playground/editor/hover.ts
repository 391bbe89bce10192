/** What is told of the key or value at a place of a scenario. */

import { docOf, type FieldDoc, isTold } from './field-doc.ts';
import type { Entry, Span } from './outline-parts.ts';
import { branchesOf, type Field, fieldsAt } from './scenario-fields.ts';
import { readWritten, type Shipped, type Written } from './written.ts';

export interface Hover extends Span {
  readonly doc: FieldDoc;
}

/** Undefined where no field of a scenario is. */
export function hoverAt(text: string, offset: number, shipped: Shipped): Hover | undefined {
  const written = readWritten(text, shipped);
  const covers = (span: Span | undefined): boolean =>
    span !== undefined && span.from <= offset && offset <= span.to;
  const entry = written.entries.find(({ key, value }) => covers(key) || covers(value));
  if (entry === undefined) return undefined;
  const span = covers(entry.key) ? entry.key! : entry.value!;
  const fields = fieldsAt(entry.path, written.said);
  if (fields.length === 0) return undefined;
  const doc = docOf(fields, entry.path, written.inherited(entry.path));
  return { ...span, doc: { ...doc, description: descriptionOf(entry, fields, written) || doc.description } };
}

/** Of what tells a map apart, what the map means; of an entry without words of its own, those of its list. */
function descriptionOf({ path }: Entry, fields: readonly Field[], { said }: Written): string {
  const outer = path.slice(0, -1);
  const around = fieldsAt(outer, said);
  if (fields.some(isTold) && said(path) !== undefined) {
    return around.flatMap((field) => branchesOf(field, outer, said))[0]?.description ?? '';
  }
  if (typeof path.at(-1) !== 'number' || fields.some(({ description }) => description)) return '';
  return around.find(({ description }) => description)?.description ?? '';
}
