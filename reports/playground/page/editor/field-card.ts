/** What is told of a field, as elements. Everything in it is text. */

import type { FieldDoc } from '../../editor/field-doc.ts';
import { h } from '../dom.ts';

/** Under the pointer, and beside a completion. */
export function fieldCard(doc: FieldDoc): HTMLElement {
  const [description, ...rest] = linesOf(doc);
  return h(
    'div',
    { class: 'field-card' },
    h('code', {}, doc.path),
    h('div', {}, description),
    ...rest.map((line) => h('div', { class: 'kind' }, line)),
  );
}

/** In one line. */
export function fieldLine(doc: FieldDoc): (Node | string)[] {
  return [h('code', {}, doc.path), ` ${linesOf(doc).join('; ')}`];
}

function linesOf({ description, kind, normal, normalOf, source }: FieldDoc): string[] {
  return [
    description,
    kind,
    ...(normal === undefined ? [] : [`${normalOf === 'default' ? 'default' : `in ${normalOf}`}: ${normal}`]),
    ...(source === undefined ? [] : [`source: ${source}`]),
  ];
}
