/** A chart of fewer algorithms than it was made for. */

type Json = unknown;
interface JsonObject {
  readonly [key: string]: Json;
}

/** Fields of a row that may name an algorithm, or a pair of two: `als \u2212 oracle`. */
const FIELDS = ['label', 'algorithm', 'control', 'row', 'column', 'first', 'second'] as const;

/** Pixels of a row in charts with one row an algorithm. */
const ROW = 28;

interface Kept {
  readonly known: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const names = (row: Json, labels: ReadonlySet<string>): boolean =>
  isObject(row) && FIELDS.some((field) => typeof row[field] === 'string' && labels.has(row[field] as string));

/** Labels of a scale, where all of its domain are algorithms. */
const labelDomain = (scale: Json, { known }: Kept): readonly string[] | null =>
  isObject(scale) &&
  Array.isArray(scale['domain']) &&
  scale['domain'].length > 0 &&
  scale['domain'].every((value) => typeof value === 'string' && known.has(value))
    ? (scale['domain'] as string[])
    : null;

function keptScale(scale: JsonObject, domain: readonly string[], { hidden }: Kept): JsonObject {
  const range = scale['range'];
  const parallel = Array.isArray(range) && range.length === domain.length ? range : null;
  return {
    ...scale,
    domain: domain.filter((label) => !hidden.has(label)),
    ...(parallel && { range: parallel.filter((_, i) => !hidden.has(domain[i]!)) }),
  };
}

const namesIn = (row: JsonObject): string[] =>
  FIELDS.flatMap((field) => (typeof row[field] === 'string' ? [row[field]] : []));

/** Rows of data that name an algorithm. */
function rowsAbout(spec: Json, known: ReadonlySet<string>): JsonObject[] {
  if (Array.isArray(spec)) return spec.flatMap((part) => rowsAbout(part, known));
  if (!isObject(spec)) return [];
  return [
    ...(names(spec, known) ? [spec] : []),
    ...Object.values(spec).flatMap((part) => rowsAbout(part, known)),
  ];
}

/** The same of all that rows are called by: a pair goes with whom it is of. */
function withPairs(spec: Json, known: ReadonlySet<string>, hidden: ReadonlySet<string>): Kept {
  const rows = rowsAbout(spec, known);
  const left = new Set(rows.filter((row) => !names(row, hidden)).flatMap(namesIn));
  const all = new Set([...known, ...rows.flatMap(namesIn)]);
  const isGone = (name: string): boolean => hidden.has(name) || (!known.has(name) && !left.has(name));
  return { known: all, hidden: new Set([...all].filter(isGone)) };
}

/** Algorithms that a spec speaks of in its rows. */
export function namedAlgorithms(
  spec: Json,
  known: ReadonlySet<string>,
  found: Set<string> = new Set(),
): ReadonlySet<string> {
  if (Array.isArray(spec)) for (const part of spec) namedAlgorithms(part, known, found);
  if (!isObject(spec)) return found;
  for (const field of FIELDS) {
    const value = spec[field];
    if (typeof value === 'string' && known.has(value)) found.add(value);
  }
  for (const part of Object.values(spec)) namedAlgorithms(part, known, found);
  return found;
}

/** Lengths of the vertical scales of labels, in the order in which they are met. */
function rowCounts(spec: Json, kept: Kept): number[] {
  if (Array.isArray(spec)) return spec.flatMap((part) => rowCounts(part, kept));
  if (!isObject(spec)) return [];
  const y = isObject(spec['encoding']) ? spec['encoding']['y'] : undefined;
  const domain = isObject(y) ? labelDomain(y['scale'], kept) : null;
  return [
    ...(domain ? [domain.length] : []),
    ...Object.values(spec).flatMap((part) => rowCounts(part, kept)),
  ];
}

function walk(value: Json, kept: Kept): Json {
  if (Array.isArray(value))
    return value.filter((part) => !names(part, kept.hidden)).map((part) => walk(part, kept));
  if (!isObject(value)) return value;
  const domain = labelDomain(value, kept);
  if (domain) return keptScale(value, domain, kept);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, walk(part, kept)]));
}

const hasRows = (spec: Json): boolean => {
  if (Array.isArray(spec)) return spec.some(hasRows);
  if (!isObject(spec)) return false;
  const data = spec['data'];
  if (isObject(data) && Array.isArray(data['values']) && data['values'].length > 0) return true;
  return Object.entries(spec).some(([key, part]) => key !== 'data' && hasRows(part));
};

/** The spec without the rows of algorithms that are hidden; null where nothing is left to draw. */
export function filteredSpec<Spec extends object>(
  spec: Spec,
  known: ReadonlySet<string>,
  hidden: ReadonlySet<string>,
): Spec | null {
  const kept = withPairs(spec, known, hidden);
  const filtered = walk(spec, kept) as Spec & { height?: unknown };
  if (!hasRows(filtered)) return null;
  const [before] = rowCounts(spec, kept);
  const [after] = rowCounts(filtered, kept);
  const follows = before !== undefined && filtered.height === ROW * before;
  return follows ? { ...filtered, height: ROW * (after ?? 1) } : filtered;
}
