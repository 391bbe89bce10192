/** What the two halves of the outline share: entries, slots, and the small words of YAML. */

import type { YamlPath } from '../../../datasets/yaml-document.ts';

/** Offsets from the first character to after the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Entry {
  readonly path: YamlPath;
  /** Of a map's key as written; undefined for entries of lists. */
  readonly key?: Span | undefined;
  /** Of a single value as written; undefined for maps, lists and nothing. */
  readonly value?: Span | undefined;
}

/** What can be written at the end of a text. */
export type Slot =
  | { readonly kind: 'none' }
  /** A key of the map at `path`. */
  | { readonly kind: 'key'; readonly path: YamlPath; readonly from: number; readonly flow: boolean }
  /** The value at `path`, behind its key or inside brackets. */
  | { readonly kind: 'value'; readonly path: YamlPath; readonly from: number; readonly flow: boolean }
  /** The value at `path` on a line of its own: a first key, a dash, or a single value. */
  | { readonly kind: 'begin'; readonly path: YamlPath; readonly from: number; readonly flow: false };

/** A text that is being read: what was found, and what could come at its end. */
export interface Reading {
  readonly text: string;
  readonly entries: Entry[];
  end: Slot;
}

/** Deeper is read by nobody. */
export const MOST_STEPS = 50;

/** A key or single value without its quotes. */
export function keyName(written: string): string {
  const name = written.trim();
  if (name.length < 2 || !/^(["']).*\1$/s.test(name)) return name;
  return name.slice(1, -1);
}

/** Whether this may be the beginning of a name or a value. */
export function isWord(text: string): boolean {
  return /^[\w.+-]*$/.test(text);
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\r') at++;
  return at;
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** After the closing quote; the end of the line where there is none on it. */
export function endOfQuoted(text: string, from: number): number {
  const end = lineEnd(text, from);
  const quote = text[from];
  for (let at = from + 1; at < end; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at + 1;
  }
  return end;
}
