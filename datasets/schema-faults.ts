/** What zod found, in the words of the house: thing, value, rule, and the nearest known name. */

import { distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { isMap, isWholeAt, knownKeys, optionsAt } from './schema-shape.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** One fault of a value. `at` says what to point to: the key, the value, or what should have held a missing key. */
export interface SchemaFault {
  readonly path: Path;
  readonly at: 'key' | 'value' | 'missing';
  readonly message: string;
  /** The known key that an unknown one was probably meant to be. */
  readonly meant?: string | undefined;
}

/** What zod says of a value that fits no branch, where the schema has no words of its own. */
const UNION_MESSAGE = /^Invalid (input|discriminator)/;
const MAX_LISTED = 12;
const MAX_SHOWN = 60;

/** A value and its schema: the document, or what stands in a union, with the path that leads there. */
interface Context {
  readonly schema: z.core.$ZodType;
  readonly value: unknown;
  readonly prefix: Path;
}

/** All faults of `value` under `schema`, from the issues that zod raised. */
export function describeIssues(
  issues: readonly Issue[],
  schema: z.core.$ZodType,
  value: unknown,
): SchemaFault[] {
  return describeAll(issues, { schema, value, prefix: [] });
}

function describeAll(issues: readonly Issue[], context: Context): SchemaFault[] {
  const faults = strictest(issues).flatMap((issue) => describeIssue(issue, context));
  // A misspelt key is one mistake: that the key it stands for is missing need not be said as well.
  const meant = new Set(
    faults.flatMap(({ path, meant }) => (meant ? [JSON.stringify([...path.slice(0, -1), meant])] : [])),
  );
  return faults.filter(({ path, at }) => at !== 'missing' || !meant.has(JSON.stringify(path)));
}

/** A value outside several bounds on one side is one mistake: the strictest is told. */
function strictest(issues: readonly Issue[]): Issue[] {
  const bounds = new Map<string, Issue>();
  const placeOf = ({ code, path }: Issue): string => JSON.stringify([code, path]);
  for (const issue of issues) {
    const other = bounds.get(placeOf(issue));
    const stricter =
      other === undefined ||
      (issue.code === 'too_big' && other.code === 'too_big' && issue.maximum < other.maximum) ||
      (issue.code === 'too_small' && other.code === 'too_small' && issue.minimum > other.minimum);
    if (stricter) bounds.set(placeOf(issue), issue);
  }
  const isBound = ({ code }: Issue): boolean => code === 'too_big' || code === 'too_small';
  return issues.filter((issue) => !isBound(issue) || bounds.get(placeOf(issue)) === issue);
}

function describeIssue(issue: Issue, { schema, value, prefix }: Context): SchemaFault[] {
  const inner = issue.path as (string | number)[];
  const path = [...prefix, ...inner];
  const found = valueAt(value, inner);
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, inner, value, issue.keys);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key',
      message: unknownKey(key, known),
      meant: nearest(key, known),
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const options = optionsAt(schema, inner, value);
    const branches = issue.errors.map((issues, i) => ({ issues, schema: options[i] ?? schema }));
    return describeUnion(branches, found, path);
  }
  if (issue.code === 'invalid_key') {
    const known = issue.issues.flatMap((fault) =>
      fault.code === 'invalid_value' ? fault.values.map(String) : [],
    );
    const message = issue.issues[0]?.message ?? issue.message;
    return [
      {
        path,
        at: 'key',
        message: known.length > 0 ? unknownKey(String(path.at(-1)), known) : lowerCase(message),
      },
    ];
  }
  const required = requirement(issue, isWholeAt(schema, inner, value));
  if (found === undefined && issue.code !== 'custom')
    return [{ path, at: 'missing', message: `missing; ${required}` }];
  return [{ path, at: 'value', message: complaint(issue, found, required) }];
}

/** The faults of the branch that the author most likely meant: the kind of value fits and least is wrong. */
function describeUnion(
  branches: readonly { readonly issues: readonly Issue[]; readonly schema: z.core.$ZodType }[],
  found: unknown,
  path: Path,
): SchemaFault[] {
  const wrongKind = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.path.length === 0;
  const described = branches
    .filter(({ issues }) => !issues.some(wrongKind))
    .map(({ issues, schema }) => describeAll(issues, { schema, value: found, prefix: path }));
  if (described.length > 0)
    return described.reduce((best, faults) => (faults.length < best.length ? faults : best));
  const kinds = branches.map(({ issues, schema }) =>
    requirement(issues.find(wrongKind)!, isWholeAt(schema, [], found)).replace(/ is required$/, ''),
  );
  const required = `${[...new Set(kinds)].join(' or ')} is required`;
  if (found === undefined) return [{ path, at: 'missing', message: `missing; ${required}` }];
  return [{ path, at: 'value', message: `${kindOf(found)}; ${required}` }];
}

/** Why `found` will not do. */
function complaint(issue: Issue, found: unknown, required: string): string {
  const shown = quoteValue(found);
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int' && typeof found === 'number') return `${shown} is not a whole number`;
      return `${kindOf(found)}; ${required}`;
    case 'invalid_value':
    case 'invalid_union': {
      if (issue.code === 'invalid_union' && !UNION_MESSAGE.test(issue.message))
        return lowerCase(issue.message);
      const known =
        issue.code === 'invalid_value' ? issue.values : 'options' in issue ? (issue.options ?? []) : [];
      return typeof found === 'object'
        ? `${kindOf(found)}; ${required}`
        : `${shown} ${notAmong(String(found), known)}`;
    }
    case 'too_small':
      return `${measured(issue, found)} ${issue.inclusive === false ? 'is not above' : 'is below the least allowed,'} ${issue.minimum}`;
    case 'too_big':
      return `${measured(issue, found)} ${issue.inclusive === false ? 'is not below' : 'is above the most allowed,'} ${issue.maximum}`;
    case 'not_multiple_of':
      return `${shown} is not a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return `${shown}: ${lowerCase(issue.message)}`;
    default:
      return lowerCase(issue.message);
  }
}

/** What would do. */
function requirement(issue: Issue, whole: boolean): string {
  switch (issue.code) {
    case 'invalid_type':
      if (whole && issue.expected === 'number') return 'a whole number is required';
      return `${NOUNS[issue.expected] ?? issue.expected} is required`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `${quoteValue(issue.values[0])} is required`
        : `one of ${listed(issue.values)} is required`;
    case 'invalid_union':
      return 'options' in issue && issue.options
        ? `one of ${listed(issue.options)} is required`
        : 'a value is required';
    default:
      return 'a value is required';
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'null',
};

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isMap(value)) return 'a map';
  if (value === null || value === undefined) return 'no value';
  const kind = typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number' : 'a boolean';
  return `${quoteValue(value)} is ${kind}`;
}

function measured(issue: Issue & { origin: string }, found: unknown): string {
  if (typeof found === 'string') return `a text of ${found.length} characters`;
  if (Array.isArray(found)) return `a list of ${found.length}`;
  if (isMap(found)) return `a map of ${Object.keys(found).length}`;
  return quoteValue(found) || issue.origin;
}

function notAmong(found: string, values: readonly unknown[]): string {
  if (values.length === 1) return `is not ${quoteValue(values[0])}`;
  const near = nearest(found, values.map(String));
  if (near === undefined) return `is not one of ${listed(values)}`;
  return `is not known; did you mean ${quoteValue(near)}?`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  if (near !== undefined) return `unknown key; did you mean ${quoteValue(near)}?`;
  return known.length > 0 ? `unknown key; known here: ${listed(known)}` : 'unknown key; none is known here';
}

/** What to say of a name that is not among `known`: the nearest, or all there are. */
export function suggest(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return near === undefined ? `known: ${listed(known)}` : `did you mean ${quoteValue(near)}?`;
}

/** The nearest of `known` by edit distance, when near enough to be a slip of the pen. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length > 100) return undefined;
  const plain = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    const steps = distance(plain, candidate.toLowerCase());
    if (steps < least && steps < candidate.length) {
      best = candidate;
      least = steps;
    }
  }
  return best;
}

/** Names as a message lists them: at most 12. */
export function listed(values: readonly unknown[]): string {
  const names = values
    .slice(0, MAX_LISTED)
    .map((value) => (typeof value === 'string' ? printable(value) : String(value)));
  return values.length > MAX_LISTED
    ? `${names.join(', ')} and ${values.length - MAX_LISTED} more`
    : names.join(', ');
}

function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** A value as shown in a message: texts in quotes, shortened, nothing that would move a terminal's cursor. */
export function quoteValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isMap(value)) return 'a map';
  return typeof value === 'string' ? `'${printable(value)}'` : String(value);
}

/** At most 60 characters, control and formatting characters written as escapes. */
export function printable(text: string): string {
  const short = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return short.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function lowerCase(message: string): string {
  return /^[A-Z][a-z]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}
