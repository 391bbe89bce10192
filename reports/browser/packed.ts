/** Rows of charts told column by column, as a page carries them: names of fields stand once. */

type Json = unknown;
interface JsonObject {
  readonly [key: string]: Json;
}

/** Rows from which on columns are shorter. */
const LEAST_ROWS = 4;
/** Field of packed rows. */
const COLUMNS = 'packedColumns';

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields of rows that all have the same, in the same order; null where they differ. */
function fieldsOf(rows: readonly Json[]): readonly string[] | null {
  const [first] = rows;
  if (rows.length < LEAST_ROWS || !isObject(first) || Object.hasOwn(first, COLUMNS)) return null;
  const fields = Object.keys(first);
  const known = fields.join('\n');
  return fields.length > 0 && rows.every((row) => isObject(row) && Object.keys(row).join('\n') === known)
    ? fields
    : null;
}

export function packed(value: Json): Json {
  if (Array.isArray(value)) {
    const fields = fieldsOf(value);
    if (fields === null) return value.map(packed);
    const columns = fields.map((field) => [field, packed(value.map((row: JsonObject) => row[field]))]);
    return { [COLUMNS]: columns };
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, packed(part)]))
    : value;
}

export function unpacked(value: Json): Json {
  if (Array.isArray(value)) return value.map(unpacked);
  if (!isObject(value)) return value;
  if (!Array.isArray(value[COLUMNS]))
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, unpacked(part)]));
  const columns = (value[COLUMNS] as [string, Json][]).map(
    ([field, cells]) => [field, unpacked(cells)] as const,
  );
  return (columns[0]![1] as Json[]).map((_, row) =>
    Object.fromEntries(columns.map(([field, cells]) => [field, (cells as Json[])[row]])),
  );
}
