/** The manifest of a store: what is in the directory, where it came from, and the digests by which it is verified. */

import { z } from 'zod';
import { canonicalJson, type HashBytes, toHex } from '../../numerics/digest.ts';
import { DATASET_TABLES, LOG_TABLES } from '../log-tables.ts';
import { RAW_TABLES } from '../raw-tables.ts';
import type { TableSpec } from '../tables.ts';
import { combineDigests } from './table-digest.ts';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_SCHEMA = 'shoplab.store/1';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'not a sha256 in lower-case hex');
const count = z.int().min(0);
/** A name that is safe as a folder or file: no separators, no leading dot. */
const plainName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/, 'not a plain name');

const columnSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'not a column name'),
  type: z.enum(['u8', 'u16', 'u32', 'i32', 'f32', 'f64', 'text']),
  labels: z.array(z.string()).optional(),
  missing: z.union([z.number(), z.literal('NaN')]).optional(),
});

const partSchema = z.strictObject({ file: plainName, rows: count, bytes: count, sha256 });

const tableSchema = z.strictObject({
  rows: count,
  /** Digest of the logical columns, see table-digest.ts. */
  digest: sha256,
  /** Known to the simulator only; kept under `truth/` and never read with the rest. */
  truth: z.boolean(),
  columns: z.array(columnSchema).min(1),
  /** Parquet files of the table in canonical row order; none for a table without rows. */
  parts: z.array(partSchema),
});

export const VERDICTS = ['pass', 'fail', 'not measurable'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** A figure of the log as a whole, and what the scenario claims of it. */
const figureSchema = z
  .strictObject({
    name: z.string().min(1),
    doc: z.string(),
    /** None for a ratio or share. */
    unit: z.string().optional(),
    /** null where the log has no such figure: `why` says the reason. */
    value: z.number().nullable(),
    why: z.string().optional(),
    target: z
      .strictObject({
        /** Bounds included; where one is left out there is none. */
        atLeast: z.number().optional(),
        atMost: z.number().optional(),
        source: z.string().optional(),
        verdict: z.enum(VERDICTS),
      })
      .optional(),
  })
  .refine(({ value, why }) => (value === null) === (why !== undefined), 'a value or a reason is required');

export const manifestSchema = z.strictObject({
  schema: z.literal(MANIFEST_SCHEMA),
  kind: z.literal('simulation'),
  name: z.string().min(1),
  title: z.string(),
  /** ISO 8601 date-time with zone of t = 0. */
  origin: z.string().min(1),
  seed: z.string(),
  scenario: z.strictObject({ name: z.string(), text: z.string(), sha256 }),
  /** Version of shoplab that wrote it. */
  version: z.string(),
  /** By folder: `sessions`, `raw/<name>`, `truth/<name>`. */
  tables: z.record(z.string(), tableSchema),
  /** Of the tables that a `Dataset` holds alone: what a data set read from here is known by. */
  observedDigest: sha256,
  /** None where the writer measured none. */
  figures: z.array(figureSchema).optional(),
  /** Of all tables, raw ones and the truth included. */
  digest: sha256,
  /** sha256 of this manifest's canonical JSON without this field. */
  manifestDigest: sha256,
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestTable = z.infer<typeof tableSchema>;
export type ManifestPart = z.infer<typeof partSchema>;
export type ManifestFigure = z.infer<typeof figureSchema>;
/** What a scenario claims of a figure; bounds included. */
export type ClaimedRange = Omit<NonNullable<ManifestFigure['target']>, 'verdict'>;

/** What the writer of a store says of it. */
export interface StoreMeta {
  readonly kind: 'simulation';
  readonly name: string;
  /** One line for reports; the name when left out. */
  readonly title?: string;
  readonly origin: string;
  readonly seed: string;
  /** The scenario as resolved, layers merged. */
  readonly scenario: { readonly name: string; readonly text: string };
  readonly version: string;
  /** Figures of the log, and how they stand to the targets of the scenario. */
  readonly figures?: readonly ManifestFigure[];
}

/** Where a table belongs: the clean log, the log as delivered with its faults, or what only the simulator knows. */
export type TableArea = 'log' | 'raw' | 'truth';

/** Folder of a table inside the store, which is also its name in the manifest. */
export function tableFolder(name: string, area: TableArea): string {
  return area === 'log' ? name : `${area}/${name}`;
}

/** The area of a table by its folder. */
export function areaOf(folder: string): TableArea {
  if (folder.startsWith('truth/')) return 'truth';
  return folder.startsWith('raw/') ? 'raw' : 'log';
}

/** The columns of a spec as the manifest keeps them. */
export function manifestColumns(spec: TableSpec): ManifestTable['columns'] {
  return Object.entries(spec.columns).map(([name, { type, labels, missing }]) => ({
    name,
    type,
    ...(labels === undefined ? {} : { labels: [...labels] }),
    ...(missing === undefined ? {} : { missing: Number.isNaN(missing) ? ('NaN' as const) : missing }),
  }));
}

/** The spec under which a table was written, from the manifest alone: enough to read and to digest it. */
export function specOfTable(folder: string, table: ManifestTable): TableSpec {
  const known = knownSpec(folder);
  const columns = table.columns.map(({ name, type, labels, missing }) => [
    name,
    {
      type,
      doc: '',
      ...(labels === undefined ? {} : { labels }),
      ...(missing === undefined ? {} : { missing: Number(missing) }),
    },
  ]);
  return {
    name: folder.slice(folder.lastIndexOf('/') + 1),
    doc: '',
    sortKey: known?.sortKey ?? [],
    columns: Object.fromEntries(columns),
  };
}

/** The observed table, clean or raw, that this version of shoplab keeps in `folder`. */
export function knownSpec(folder: string): TableSpec | undefined {
  const area = areaOf(folder);
  if (area === 'truth') return undefined;
  const tables: readonly TableSpec[] = area === 'raw' ? RAW_TABLES : LOG_TABLES;
  return tables.find(({ name }) => tableFolder(name, area) === folder);
}

const DATASET_FOLDERS: ReadonlySet<string> = new Set(DATASET_TABLES.map(({ name }) => name));

/** The digests of all tables, or of those that a `Dataset` read from here holds. */
export function digestOfTables(
  tables: Manifest['tables'],
  which: 'all' | 'observed',
  hash: HashBytes,
): string {
  const kept = Object.entries(tables).filter(([folder]) => which === 'all' || DATASET_FOLDERS.has(folder));
  return combineDigests(Object.fromEntries(kept.map(([name, { digest }]) => [name, digest])), hash);
}

/** The complete manifest of tables already written. */
export function buildManifest(meta: StoreMeta, tables: Manifest['tables'], hash: HashBytes): Manifest {
  const body = {
    schema: MANIFEST_SCHEMA,
    kind: meta.kind,
    name: meta.name,
    title: meta.title ?? meta.name,
    origin: meta.origin,
    seed: meta.seed,
    scenario: { ...meta.scenario, sha256: textDigest(meta.scenario.text, hash) },
    version: meta.version,
    tables,
    observedDigest: digestOfTables(tables, 'observed', hash),
    ...(meta.figures && { figures: [...meta.figures] }),
    digest: digestOfTables(tables, 'all', hash),
  } as const;
  return { ...body, manifestDigest: textDigest(canonicalJson(body), hash) };
}

/** The one spelling of a manifest: any other text, even with the same content, has been changed. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Parses manifest.json; `where` names it in errors. */
export function parseManifest(text: string, where: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where}: not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'manifest'}: ${issue.message}`,
  );
  throw new Error(`${where}: not a ${MANIFEST_SCHEMA} manifest: ${faults.join('; ')}`);
}

/** What a manifest says that cannot be true, in words; empty when it agrees with itself. */
export function manifestProblems(manifest: Manifest, hash: HashBytes): string[] {
  const problems: string[] = [];
  const mustEqual = (what: string, said: string | number, found: string | number): void => {
    if (said !== found) problems.push(`manifest: ${what} is said to be ${said}, but is ${found}`);
  };
  const { manifestDigest, ...body } = manifest;
  mustEqual('manifestDigest', manifestDigest, textDigest(canonicalJson(body), hash));
  mustEqual('scenario.sha256', manifest.scenario.sha256, textDigest(manifest.scenario.text, hash));
  mustEqual('observedDigest', manifest.observedDigest, digestOfTables(manifest.tables, 'observed', hash));
  mustEqual('digest', manifest.digest, digestOfTables(manifest.tables, 'all', hash));
  for (const { name } of LOG_TABLES) {
    if (!manifest.tables[name]) problems.push(`manifest: table ${name} is missing`);
  }
  for (const [folder, table] of Object.entries(manifest.tables)) {
    if (!isTableFolder(folder) || table.truth !== (areaOf(folder) === 'truth'))
      problems.push(`manifest: ${folder} is no folder of a table`);
    const inParts = table.parts.reduce((sum, part) => sum + part.rows, 0);
    mustEqual(`tables.${folder}.rows`, table.rows, inParts);
    const files = new Set(table.parts.map(({ file }) => file));
    if (files.size < table.parts.length) problems.push(`manifest: ${folder} lists a part twice`);
  }
  return problems;
}

/** Whether `folder` is `<name>`, `raw/<name>` or `truth/<name>`: nothing that could lead out of the store. */
export function isTableFolder(folder: string): boolean {
  const area = areaOf(folder);
  const name = area === 'log' ? folder : folder.slice(area.length + 1);
  return name !== 'truth' && name !== 'raw' && plainName.safeParse(name).success;
}

function textDigest(text: string, hash: HashBytes): string {
  return toHex(hash(new TextEncoder().encode(text)));
}
