/**
 * What stands where in a YAML text that is being written: every key with its path, and what could come at its end. Where a parser
 * refuses the whole for one open bracket, this reads on; it is for suggestions alone, and `faults.ts` says what is wrong.
 */

import type { YamlPath } from '../../../datasets/yaml-document.ts';
import { scanFlow } from './outline-flow.ts';
import {
  type Entry,
  endOfQuoted,
  isWord,
  keyName,
  lineEnd,
  MOST_STEPS,
  type Reading,
  type Slot,
  type Span,
  skipBlanks,
} from './outline-parts.ts';

export type { Entry, Slot } from './outline-parts.ts';

export interface Outline {
  readonly entries: readonly Entry[];
  readonly end: Slot;
}

/** Characters of the longest text that a page outlines while one writes: it does so in the thread that draws. */
export const MOST_OUTLINED = 40_000;

const MOST_ENTRIES = 20_000;

/** A map or list in block style. */
interface Frame {
  readonly kind: 'map' | 'list';
  readonly indent: number;
  readonly path: YamlPath;
  /** Entries of a list so far. */
  count: number;
  /** Path of the entry that deeper lines belong to; undefined where its value stood behind the key. */
  open: YamlPath | undefined;
}

interface Scan extends Reading {
  readonly frames: Frame[];
}

const NONE: Slot = { kind: 'none' };

export function outlineOf(text: string): Outline {
  const root: Frame = { kind: 'map', indent: -1, path: [], count: 0, open: [] };
  const scan: Scan = { text, entries: [], frames: [root], end: NONE };
  let at = 0;
  while (at <= text.length && scan.entries.length < MOST_ENTRIES) {
    scan.end = NONE;
    at = scanLine(scan, at);
  }
  return { entries: scan.entries, end: at > text.length ? scan.end : NONE };
}

/** Reads the line that begins at `start`, and further ones that belong to its value; where the next begins. */
function scanLine(scan: Scan, start: number): number {
  const { text } = scan;
  const first = skipBlanks(text, start);
  const end = lineEnd(text, start);
  if (first >= end) {
    if (end === text.length) scan.end = slotAtIndent(scan, first - start, first);
    return end + 1;
  }
  if (text[first] === '#' || /^(---|\.\.\.|%)/.test(text.slice(start, start + 3))) return end + 1;
  const isDash = isDashAt(text, first);
  popTo(scan.frames, first - start, isDash);
  return scanContent(scan, first, start, isDash);
}

/** The content of a line from `at`, dashes before it included. */
function scanContent(scan: Scan, at: number, start: number, isDash: boolean): number {
  const { text, frames } = scan;
  const end = lineEnd(text, start);
  const inside = frameAt(frames, at - start, isDash);
  if (inside === undefined || inside.path.length > MOST_STEPS) return end + 1;
  if (!isDash) return scanEntry(scan, inside, at, end);
  const path = [...inside.path, inside.count++];
  scan.entries.push({ path });
  inside.open = path;
  const next = skipBlanks(text, at + 1);
  if (next >= end) {
    if (end === text.length && next > at + 1) scan.end = { kind: 'begin', path, from: next, flow: false };
    return end + 1;
  }
  if (isDashAt(text, next)) return scanContent(scan, next, start, true);
  if (colonIn(text, next, end) >= 0) return scanContent(scan, next, start, false);
  const slot: Slot = { kind: 'begin', path, from: next, flow: false };
  return scanValue(scan, { path, at: next, indent: inside.indent, slot });
}

/** `key: value`, or what may become one, in a map. */
function scanEntry(scan: Scan, map: Frame, at: number, end: number): number {
  const { text } = scan;
  if (text[at] === '{' || text[at] === '[') return lineEnd(text, scanFlow(scan, map.path, at, -1)) + 1;
  const colon = colonIn(text, at, end);
  if (colon < 0) {
    if (end === text.length && isWord(text.slice(at))) {
      scan.end = { kind: map.count === 0 ? 'begin' : 'key', path: map.path, from: at, flow: false };
    }
    return end + 1;
  }
  const name = keyName(text.slice(at, colon));
  const path = [...map.path, name];
  map.count++;
  map.open = path;
  const key = { from: at, to: at + text.slice(at, colon).trimEnd().length };
  const next = skipBlanks(text, colon + 1);
  const slot: Slot = { kind: 'value', path, from: next, flow: false };
  if (next >= end || text[next] === '#') {
    scan.entries.push({ path, key });
    if (end === text.length && next >= end) scan.end = slot;
    return end + 1;
  }
  map.open = undefined;
  return scanValue(scan, { path, key, at: next, indent: map.indent, slot });
}

/** A value that begins on a line, at `at`; where the line after it begins. `slot`: what it is while it is being written. */
function scanValue(
  scan: Scan,
  {
    path,
    key,
    at,
    indent,
    slot,
  }: {
    readonly path: YamlPath;
    readonly key?: Span;
    readonly at: number;
    readonly indent: number;
    readonly slot: Slot;
  },
): number {
  const { text } = scan;
  const first = text[at]!;
  if (first === '{' || first === '[') {
    if (key) scan.entries.push({ path, key });
    return lineEnd(text, scanFlow(scan, path, at, indent)) + 1;
  }
  if (first === '|' || first === '>') {
    scan.entries.push({ path, key });
    return endOfBlockText(text, lineEnd(text, at) + 1, indent);
  }
  const to = first === '"' || first === "'" ? endOfQuoted(text, at) : endOfPlain(text, at);
  scan.entries.push({ path, key, value: { from: at, to } });
  if (to === text.length && isWord(text.slice(at))) scan.end = slot;
  return lineEnd(text, to) + 1;
}

/** What could be written behind `indent` blanks on a line that has nothing else yet. */
function slotAtIndent({ frames }: Scan, indent: number, from: number): Slot {
  const alive = frames.filter((frame) => frame.indent <= indent);
  const inner = alive.at(-1)!;
  const outer = inner.kind === 'list' && inner.indent === indent ? (alive.at(-2) ?? inner) : inner;
  if (outer.indent === indent && outer.kind === 'map')
    return { kind: 'key', path: outer.path, from, flow: false };
  const path = outer.open;
  return path === undefined ? NONE : { kind: 'begin', path, from, flow: false };
}

/** Ends the maps and lists that a line of this indentation is not in. */
function popTo(frames: Frame[], indent: number, isDash: boolean): void {
  while (frames.length > 1) {
    const { indent: own, kind } = frames.at(-1)!;
    if (own < indent || (own === indent && (kind === 'map' || isDash))) return;
    frames.pop();
  }
}

/** The map, or the list for a dash, that content at `indent` belongs to; begins one where none is there. */
function frameAt(frames: Frame[], indent: number, isDash: boolean): Frame | undefined {
  const inner = frames.at(-1)!;
  const kind = isDash ? 'list' : 'map';
  if (inner.indent === indent && inner.kind === kind) return inner;
  // A list may stand under its key without being indented.
  if (inner.indent > indent || inner.open === undefined) return undefined;
  if (inner.indent === indent && !isDash) return undefined;
  const frame: Frame = { kind, indent, path: inner.open, count: 0, open: undefined };
  frames.push(frame);
  return frame;
}

function isDashAt(text: string, at: number): boolean {
  return text[at] === '-' && (at + 1 >= text.length || /\s/.test(text[at + 1]!));
}

/** The colon that ends a key which begins at `at`; -1 where there is none before `end`. */
function colonIn(text: string, at: number, end: number): number {
  const quote = text[at] === '"' || text[at] === "'";
  if (text[at] === '{' || text[at] === '[') return -1;
  for (let i = quote ? endOfQuoted(text, at) : at; i < end; i++) {
    if (text[i] === ':' && (i + 1 >= end || /\s/.test(text[i + 1]!))) return i;
    if (text[i] === '#' && i > at && /\s/.test(text[i - 1]!)) return -1;
  }
  return -1;
}

function endOfPlain(text: string, from: number): number {
  const end = lineEnd(text, from);
  const comment = /\s#/.exec(text.slice(from, end));
  const written = text.slice(from, comment ? from + comment.index : end);
  return from + (comment ? written.trimEnd() : written.replace(/\r$/, '')).length;
}

/** Where the first line begins that does not belong to a text in block style. */
function endOfBlockText(text: string, from: number, indent: number): number {
  let at = from;
  while (at <= text.length) {
    const first = skipBlanks(text, at);
    const end = lineEnd(text, at);
    if (first < end && first - at <= indent) return at;
    at = end + 1;
  }
  return at;
}
