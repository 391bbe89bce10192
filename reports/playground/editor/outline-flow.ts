/** The part of a YAML text that stands in brackets, for `outline.ts`. */

import type { YamlPath } from '../../../datasets/yaml-document.ts';
import {
  endOfQuoted,
  isWord,
  keyName,
  lineEnd,
  MOST_STEPS,
  type Reading,
  type Span,
  skipBlanks,
} from './outline-parts.ts';

interface Bracket {
  readonly kind: 'map' | 'list';
  readonly path: YamlPath;
  /** Entries of a list so far. */
  count: number;
  /** Key of a map whose value is awaited. */
  key: Span | undefined;
  /** Whether an entry may begin: after the bracket and after commas. */
  isFresh: boolean;
}

/**
 * Reads brackets that open at `start` under a key with `indent` blanks before it; gives the offset after the last. An open bracket ends
 * where a line begins that can only be the next key outside.
 */
export function scanFlow(scan: Reading, path: YamlPath, start: number, indent: number): number {
  const { text } = scan;
  const open: Bracket[] = [];
  let at = start;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '\n' && leavesBrackets(text, at + 1, indent)) return at;
    if (character === '{' || character === '[') {
      const inner = open.length === 0 ? path : beginEntry(scan, open.at(-1)!);
      if (inner.length > MOST_STEPS) return text.length;
      open.push({
        kind: character === '{' ? 'map' : 'list',
        path: inner,
        count: 0,
        key: undefined,
        isFresh: true,
      });
      at++;
    } else if (character === '}' || character === ']') {
      endEntry(scan, open.pop()!);
      at++;
      if (open.length === 0) return at;
    } else at = scanInside(scan, open.at(-1)!, at);
  }
  endInside(scan, open.at(-1));
  return text.length;
}

/** One step inside the innermost bracket: a blank, a comma, a comment, a key or a single value. */
function scanInside(scan: Reading, bracket: Bracket, at: number): number {
  const { text } = scan;
  const character = text[at]!;
  if (/\s/.test(character)) return at + 1;
  if (character === '#') return lineEnd(text, at);
  if (character === ',') {
    endEntry(scan, bracket);
    bracket.isFresh = true;
    return at + 1;
  }
  if (character === ':') return at + 1;
  const to = character === '"' || character === "'" ? endOfQuoted(text, at) : endOfFlowPlain(text, at);
  const token = { from: at, to };
  if (to === text.length && isWord(text.slice(at))) {
    endAtWord(scan, bracket, at);
    return to;
  }
  const next = skipBlanks(text, to);
  if (bracket.kind === 'map' && bracket.isFresh && bracket.key === undefined && text[next] === ':') {
    bracket.key = token;
    return next + 1;
  }
  const path = beginEntry(scan, bracket, token);
  return path.length > MOST_STEPS ? text.length : to;
}

/** Files the entry that begins in a bracket, and gives its path. */
function beginEntry({ text, entries }: Reading, bracket: Bracket, value?: Span): YamlPath {
  const { key, kind } = bracket;
  const name = key
    ? keyName(text.slice(key.from, key.to))
    : value
      ? keyName(text.slice(value.from, value.to))
      : '';
  const path = [...bracket.path, kind === 'list' ? bracket.count++ : name];
  entries.push(kind === 'map' && key === undefined ? { path, key: value } : { path, key, value });
  bracket.isFresh = false;
  bracket.key = undefined;
  return path;
}

/** Files a key that has got no value. */
function endEntry(scan: Reading, bracket: Bracket): void {
  if (bracket.key !== undefined) beginEntry(scan, bracket);
}

/** What a word that the text ends in is the beginning of. */
function endAtWord(scan: Reading, bracket: Bracket, from: number): void {
  const { key, isFresh, kind, path } = bracket;
  bracket.isFresh = false;
  if (key !== undefined) {
    const name = keyName(scan.text.slice(key.from, key.to));
    scan.end = { kind: 'value', path: [...path, name], from, flow: true };
  } else if (kind === 'list') scan.end = { kind: 'value', path: [...path, bracket.count], from, flow: true };
  else if (isFresh) scan.end = { kind: 'key', path, from, flow: true };
  bracket.key = undefined;
}

/** What may come where the text ends inside a bracket, no word begun. */
function endInside(scan: Reading, bracket: Bracket | undefined): void {
  if (bracket === undefined || scan.end.kind !== 'none') return;
  if (bracket.key === undefined && !bracket.isFresh) return;
  endAtWord(scan, bracket, scan.text.length);
}

/** A plain key or value in brackets ends before a comma, a bracket, a comment, or the colon of a key. */
function endOfFlowPlain(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/[,[\]{}\n]/.test(text[at]!)) {
    if (text[at] === ':' && (at + 1 >= text.length || /[\s,[\]{}]/.test(text[at + 1]!))) break;
    if (text[at] === '#' && at > from && /\s/.test(text[at - 1]!)) break;
    at++;
  }
  // Blanks at the very end say that the word is complete.
  return at === text.length && !/\s/.test(text[at - 1]!) ? at : from + text.slice(from, at).trimEnd().length;
}

/** Whether the line at `start` is the next key of a map outside: no deeper than the key that the bracket is the value of. */
function leavesBrackets(text: string, start: number, indent: number): boolean {
  const first = skipBlanks(text, start);
  if (first - start > indent) return false;
  return /^[\w"'-][^,{}[\]\n]{0,100}?:(\s|$)/.test(text.slice(first, first + 110));
}
