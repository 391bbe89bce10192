/** HTML by template: everything that is not marked as HTML is escaped. */

import { visibleText } from './visible-text.ts';

/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

export type HtmlValue = string | number | Html | null | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for element content and quoted attributes. */
export const escapeHtml = (text: string): string =>
  visibleText(text, '\n\r\t').replace(/[&<>"']/g, (mark) => ENTITIES[mark]!);

/** Marks text as HTML: only for text made in this folder or read from a pinned package. */
export const raw = (text: string): Html => ({ html: text });

function render(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  if ('html' in value) return value.html;
  return value.map(render).join('');
}

/** Template tag: values are escaped unless they are Html; null is nothing; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return raw(parts.map((part, i) => (i === 0 ? part : render(values[i - 1]!) + part)).join(''));
}

/** JSON for a script element: no sequence in it can end the element, and it is valid JavaScript too. */
export const scriptJson = (value: unknown): Html =>
  raw(
    JSON.stringify(value)
      .replace(/</g, '\\u003c')
      .replace(/>/g, '\\u003e')
      .replace(/\u2028/g, '\\u2028')
      .replace(/\u2029/g, '\\u2029'),
  );
