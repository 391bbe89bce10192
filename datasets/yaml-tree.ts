/** A YAML text as plain values, with the place of every key and value; everything that a configuration may not hold is a fault. */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  Lexer,
  LineCounter,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { quoteValue } from './schema-faults.ts';

export type YamlPath = readonly (string | number)[];

/** A fault of the text itself. */
export interface YamlFault {
  /** Offsets in the text, from the first character to after the last. */
  readonly offset: number;
  readonly end: number;
  readonly path: YamlPath;
  readonly message: string;
}

/** Where one value stands, and what stands inside it. */
export interface YamlPlace {
  /** Offset of the key in the text; of the value itself for list entries and the document. */
  readonly keyOffset: number;
  readonly keyEnd: number;
  readonly valueOffset: number;
  /** Offset of the first character after the value. */
  readonly endOffset: number;
  readonly inside: ReadonlyMap<string | number, YamlPlace>;
}

export interface YamlTree {
  /** Plain objects, arrays, texts, numbers, booleans and null; an empty document is an empty map. */
  readonly value: unknown;
  readonly root: YamlPlace;
  readonly faults: readonly YamlFault[];
  /** Offset of the first error of syntax: past it the tree is a guess. Infinity when there is none. */
  readonly soundTo: number;
  position(offset: number): { readonly line: number; readonly column: number };
}

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 50;
const MAX_ALIASES = 100;
const MAX_NODES = 50_000;
/** The parser takes time with the square of them where each is an error: this many, half a second. */
const MAX_TOKENS = 60_000;
/** The parser calls itself for each: where its stack ends depends on the machine, and this is far before. */
const MAX_NESTING = 500;
const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** What the lexer yields before the text of a scalar. */
const SCALAR_AHEAD = '\u001f';
/** And before a document. */
const DOCUMENT_AHEAD = '\u0002';
/** Matches halves of surrogate pairs only: with `u` a pair is one character. */
const UNFILEABLE = /\0|\p{Surrogate}/u;
const PLAIN_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

/** Parses one document of YAML 1.2. Never raises: what is wrong stands in `faults`. */
export function parseYamlTree(text: string): YamlTree {
  if (text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES) {
    return refusedTree(`the text is longer than ${MAX_BYTES} bytes`);
  }
  const refusal = refusalOfTokens(text);
  if (refusal) return refusedTree(refusal);
  const lines = new LineCounter();
  const position = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  let document: Document.Parsed;
  try {
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, resolveKnownTags: false };
    document = parseDocument(text, { ...options, logLevel: 'error' });
  } catch (error) {
    return refusedTree(`cannot be parsed: ${error instanceof Error ? error.message : error}`);
  }
  const faults: YamlFault[] = document.errors.map((error) => ({
    offset: error.pos[0],
    end: error.pos[1],
    path: [],
    message: syntaxMessage(error),
  }));
  const addFault: AddFault = (node, path, message) => {
    const [offset, end] = rangeOf(node);
    faults.push({ offset, end, path, message });
  };
  if (document.directives.yaml.version !== '1.2')
    addFault(null, [], `yaml ${document.directives.yaml.version} is not read; only 1.2 is`);
  const walk = createWalk(document, addFault, (offset) => position(offset).line);
  const { value, place } = walk(document.contents, [], 0);
  return {
    value: value ?? (isNull(document.contents) ? null : {}),
    root: { ...place, keyOffset: 0, keyEnd: 0 },
    faults,
    soundTo: document.errors.reduce((least, { pos }) => Math.min(least, pos[0]), Number.POSITIVE_INFINITY),
    position,
  };
}

/** Whether there is nothing but a written `null`. */
function isNull(contents: unknown): boolean {
  return isScalar(contents) && contents.value === null && contents.source !== '';
}

type AddFault = (node: Ranged | null, path: YamlPath, message: string) => void;
interface Walked {
  readonly value: unknown;
  readonly place: YamlPlace;
}

/** Why a text is not given to the parser: too many tokens, or brackets or columns nested too deep. */
function refusalOfTokens(text: string): string | undefined {
  let count = 0;
  let brackets = 0;
  let isScalarNext = false;
  /** Column on a line of which only blanks and dashes have come; undefined behind them. */
  let column: number | undefined = 0;
  const columns: number[] = [];
  for (const token of new Lexer().lex(text)) {
    if (++count > MAX_TOKENS) return `the text has more than ${MAX_TOKENS} tokens of yaml`;
    if (isScalarNext) {
      isScalarNext = false;
      continue;
    }
    isScalarNext = token === SCALAR_AHEAD;
    if (token === '\n' || token === '\r\n') column = 0;
    else if (column !== undefined && token !== DOCUMENT_AHEAD) {
      const isBlank = /^[ \t]+$/.test(token);
      const isEntry = token === '-' || token === '?';
      if (!isBlank && !token.startsWith('#')) {
        // Entries may stand right under the key that they belong to.
        const place = isEntry ? column + 0.5 : column;
        while (columns.length > 0 && columns.at(-1)! >= place) columns.pop();
        columns.push(place);
      }
      column = isBlank || isEntry ? column + token.length : undefined;
    }
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    if (brackets + columns.length > MAX_NESTING)
      return `the text is nested deeper than ${MAX_NESTING} levels`;
  }
  return undefined;
}

function refusedTree(message: string): YamlTree {
  return {
    value: {},
    root: { keyOffset: 0, keyEnd: 0, valueOffset: 0, endOffset: 0, inside: new Map() },
    faults: [{ offset: 0, end: 0, path: [], message }],
    soundTo: 0,
    position: () => ({ line: 1, column: 1 }),
  };
}

function syntaxMessage(error: YAMLError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'a second document; a file holds one';
  const [first = ''] = error.message.split('\n');
  return `not yaml: ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
}

/** The walk from nodes to values; counters are shared over the whole document, so aliases cannot multiply without end. */
function createWalk(document: Document.Parsed, addFault: AddFault, lineOf: (offset: number) => number) {
  let nodes = 0;
  let aliases = 0;

  const resolve = (alias: Alias, path: YamlPath): ParsedNode | null => {
    if (++aliases > MAX_ALIASES) {
      if (aliases === MAX_ALIASES + 1) addFault(alias, path, `more than ${MAX_ALIASES} aliases`);
      return null;
    }
    const target = alias.resolve(document);
    if (!target) addFault(alias, path, `alias *${alias.source} has no anchor before it`);
    return (target ?? null) as ParsedNode | null;
  };

  const walkMap = (map: YAMLMap, path: YamlPath, depth: number): Walked => {
    const value: Record<string, unknown> = {};
    const inside = new Map<string, YamlPlace>();
    for (const pair of map.items) {
      const key = pair.key as ParsedNode | null;
      const keyNode = key ?? map;
      const [keyOffset, keyEnd] = rangeOf(keyNode);
      const name = keyName(key);
      if (typeof name !== 'string') {
        addFault(keyNode, path, name.fault);
        continue;
      }
      const at = [...path, name];
      if (REFUSED_KEYS.has(name)) addFault(keyNode, at, 'this key is not allowed');
      else if (inside.has(name)) {
        addFault(
          keyNode,
          at,
          `duplicate key; it stands in line ${lineOf(inside.get(name)!.keyOffset)} already`,
        );
      } else {
        const walked = walk(pair.value as ParsedNode | null, at, depth + 1);
        value[name] = walked.value;
        const bare = pair.value ? {} : { valueOffset: keyOffset, endOffset: keyEnd };
        inside.set(name, { ...walked.place, keyOffset, keyEnd, ...bare });
      }
    }
    return { value, place: { ...spanOf(map), inside } };
  };

  const walk = (node: ParsedNode | null, path: YamlPath, depth: number): Walked => {
    const leaf = (value: unknown): Walked => ({
      value,
      place: { ...spanOf(node), inside: new Map() },
    });
    if (++nodes > MAX_NODES) {
      if (nodes === MAX_NODES + 1) addFault(node, path, `more than ${MAX_NODES} values`);
      return leaf(null);
    }
    if (depth > MAX_DEPTH) {
      addFault(node, path, `nested deeper than ${MAX_DEPTH}`);
      return leaf(null);
    }
    if (!node) return leaf(null);
    if (isAlias(node)) {
      const target = resolve(node, path);
      if (!target) return leaf(null);
      const { value, place } = walk(target, path, depth + 1);
      return { value, place: { ...spanOf(node), inside: place.inside } };
    }
    if (node.tag !== undefined && !PLAIN_TAG.test(node.tag)) {
      addFault(node, path, `tag ${quoteValue(node.tag)} is not allowed`);
      return leaf(null);
    }
    if (isScalar(node)) return leaf(scalarValue(node, (message) => addFault(node, path, message)));
    if (isMap(node)) return walkMap(node, path, depth);
    const entries = node.items.map((item, i) => walk(item as ParsedNode, [...path, i], depth + 1));
    const inside = new Map(entries.map((entry, i) => [i, entry.place]));
    return { value: entries.map(({ value }) => value), place: { ...spanOf(node), inside } };
  };
  return walk;
}

function keyName(key: ParsedNode | null): string | { readonly fault: string } {
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  const shown = isScalar(key) ? `key ${quoteValue(key.value)}` : 'this key';
  return { fault: `${shown} is not a text; write keys as texts, in quotes where needed` };
}

function scalarValue(node: Scalar, addFault: (message: string) => void): unknown {
  const { value, source } = node;
  if (typeof value === 'string' && UNFILEABLE.test(value)) {
    addFault(`${quoteValue(value)} holds a NUL or half a surrogate pair, which no table can hold`);
  }
  if (typeof value !== 'number') return value;
  if (!Number.isFinite(value)) addFault(`${quoteValue(source)} is not a finite number`);
  else if (Number.isInteger(value) && !Number.isSafeInteger(value) && !/[.eE]/.test(source ?? '')) {
    addFault(`${quoteValue(source)} is too large for a whole number; write it in quotes if it is a text`);
  }
  return value;
}

interface Ranged {
  readonly range?: readonly [number, number, number] | null;
}

/** Of what is written, from the first character to after the last. */
function rangeOf(node: Ranged | null): readonly [number, number] {
  const [start, end] = node?.range ?? [0, 0];
  return [start, end];
}

function spanOf(node: Ranged | null): Omit<YamlPlace, 'inside'> {
  const [start, end] = rangeOf(node);
  return { keyOffset: start, keyEnd: end, valueOffset: start, endOffset: end };
}
