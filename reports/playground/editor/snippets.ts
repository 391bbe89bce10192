/** Templates of what a key or an entry of a list brings with it, in the syntax of CodeMirror's snippets. */

import { isTold, namedValues } from './field-doc.ts';
import { branchesOf, type Field } from './scenario-fields.ts';

export interface Style {
  /** Inside brackets. */
  readonly flow: boolean;
  /** Columns from the indentation of the line to the key: 2 behind a dash. */
  readonly deeper: number;
}

export interface Snippet {
  readonly snippet: string;
  readonly goesOn?: boolean;
}

/** `name:` and the beginning of its value; `normal`: what holds while it is not written. */
export function keySnippet(
  name: string,
  field: Field,
  normal: string | undefined,
  { flow, deeper }: Style,
): Snippet {
  const value = firstBranch(field);
  const told = toldKey(field);
  if (told !== undefined) return { snippet: `${name}: { ${told}: ${hole(1)} }`, goesOn: true };
  if (value.type === 'object') {
    if (flow) return { snippet: `${name}: { ${hole(1)} }`, goesOn: true };
    return { snippet: `${name}:\n${' '.repeat(deeper + 2)}${hole(1)}`, goesOn: true };
  }
  if (value.type === 'array') return listSnippet(name, value, normal, { flow, deeper });
  if (namedValues(value).length > 0 || name === 'extends')
    return { snippet: `${name}: ${hole(1)}`, goesOn: true };
  return { snippet: `${name}: ${hole(1, normal)}` };
}

/** A dash and what the entry must have; `deeper`: columns from the indentation of the line to the dash. */
export function entrySnippet(items: Field, deeper: number): Snippet {
  const told = toldKey(items);
  if (told !== undefined) return { snippet: `- ${told}: ${hole(1)}`, goesOn: true };
  const value = firstBranch(items);
  if (value.type !== 'object') return { snippet: `- ${hole(1)}` };
  const lines = (value.required ?? []).map((name, i) => {
    const field = firstBranch(value.properties![name]!);
    return field.type === 'array'
      ? `${name}: [${hole(i + 1)}]`
      : `${name}: ${hole(i + 1, field.minimum?.toString())}`;
  });
  if (lines.length === 0) return { snippet: `- ${hole(1)}`, goesOn: true };
  return { snippet: `- ${lines.join(`\n${' '.repeat(deeper + 2)}`)}` };
}

function listSnippet(
  name: string,
  list: Field,
  normal: string | undefined,
  { flow, deeper }: Style,
): Snippet {
  if (list.prefixItems) {
    return { snippet: `${name}: [${list.prefixItems.map((_, i) => hole(i + 1)).join(', ')}]` };
  }
  const items = list.items || {};
  const isSingle = toldKey(items) === undefined && firstBranch(items).type !== 'object';
  if (isSingle) return { snippet: `${name}: [${hole(1, normal?.slice(1, -1))}]` };
  if (flow) return { snippet: `${name}: [{ ${hole(1)} }]`, goesOn: true };
  const entry = entrySnippet(items, deeper + 2);
  return { ...entry, snippet: `${name}:\n${' '.repeat(deeper + 2)}${entry.snippet}` };
}

/** The key by which the maps of a union are told apart. */
function toldKey(field: Field): string | undefined {
  const branches = branchesOf(field, [], () => undefined);
  if (branches.length < 2) return undefined;
  return Object.entries(branches[0]!.properties ?? {}).find(([, inner]) => isTold(inner))?.[0];
}

function firstBranch(field: Field): Field {
  return branchesOf(field, [], () => undefined)[0]!;
}

/** The nth field of a template; its text can hold no braces. */
function hole(nth: number, text = ''): string {
  return text === '' || /[{}]/.test(text) ? `\${${nth}}` : `\${${nth}:${text}}`;
}
