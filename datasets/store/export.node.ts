/** Exports a store as text files, part by part: no more than one part is in memory, and all files appear at once. */

import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config-error.ts';
import { nearest } from '../schema-faults.ts';
import { createStoreDirectory } from './directory.node.ts';
import { EXPORT_FORMATS, type ExportFormat, type ExportFormatName } from './export-text.ts';
import { makeFolder } from './make-folder.node.ts';
import { areaOf, MANIFEST_FILE, type Manifest, type ManifestTable, specOfTable } from './manifest.ts';
import { type DuckDb, openDuckDb, readParquet } from './parquet.node.ts';
import { partFault } from './part-file.node.ts';
import { readSoundManifest, UnsoundStore } from './reader.node.ts';

export const EXPORT_SCHEMA = 'shoplab.export/1';

export interface ExportOptions {
  readonly to: ExportFormatName;
  /** Folder of the export; replaced if it holds one. */
  readonly out: string;
  /** Tables by folder: `sessions`, `raw/actions`; all that may be exported when left out. */
  readonly tables?: readonly string[];
  /** Whether tables of the truth may be exported. */
  readonly truth?: boolean;
  readonly signal?: AbortSignal;
  /** Called after each part; counts of parts. */
  onProgress?(done: number, total: number): void;
}

export interface ExportedTable {
  /** `sessions`, `raw/actions`, `truth/item_traits`. */
  readonly name: string;
  /** Within the export. */
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly columns: ManifestTable['columns'];
}

/** Also `manifest.json` of an export. */
export interface ExportResult {
  readonly schema: typeof EXPORT_SCHEMA;
  readonly format: ExportFormatName;
  /** The store: times count seconds from its origin. */
  readonly from: Pick<Manifest, 'name' | 'seed' | 'origin' | 'digest' | 'version'>;
  readonly tables: readonly ExportedTable[];
}

const BLOCK = 8192;

/**
 * Raises ConfigError on tables that the store does not have, or that are truth and `truth` is not set; UnsoundStore where a
 * file is not as it was written.
 */
export async function exportStore(dir: string, options: ExportOptions): Promise<ExportResult> {
  const manifest = await readSoundManifest(dir);
  const folders = chooseTables(manifest, options);
  const { name, seed, origin, digest, version } = manifest;
  const total = folders.reduce((sum, folder) => sum + manifest.tables[folder]!.parts.length, 0);
  let done = 0;
  const place = await createStoreDirectory(options.out, EXPORT_SCHEMA);
  const db = await openDuckDb();
  try {
    const tables: ExportedTable[] = [];
    for (const folder of folders) {
      const source = { db, dir, folder, table: manifest.tables[folder]! };
      tables.push(
        await exportTable(source, place.temporary, EXPORT_FORMATS[options.to], () => {
          options.signal?.throwIfAborted();
          options.onProgress?.(++done, total);
        }),
      );
    }
    const from = { name, seed, origin, digest, version };
    const result: ExportResult = { schema: EXPORT_SCHEMA, format: options.to, from, tables };
    await writeFile(join(place.temporary, MANIFEST_FILE), `${JSON.stringify(result, null, 2)}\n`, {
      flag: 'wx',
      flush: true,
    });
    await place.publish();
    return result;
  } finally {
    db.close();
    await place.discard();
  }
}

function chooseTables(manifest: Manifest, { tables: wanted, truth = false }: ExportOptions): string[] {
  const known = Object.keys(manifest.tables);
  if (wanted === undefined) return known.filter((folder) => truth || areaOf(folder) !== 'truth');
  const faults = wanted.flatMap((folder) => {
    if (!known.includes(folder)) {
      const near = nearest(folder, known);
      return [
        `export: no table '${folder}' in this log; ${near ? `did you mean '${near}'?` : `it has ${known.join(', ')}`}`,
      ];
    }
    return areaOf(folder) === 'truth' && !truth
      ? [`export: ${folder} is the hidden truth; it is exported with --truth only`]
      : [];
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return known.filter((folder) => wanted.includes(folder));
}

interface Source {
  readonly db: DuckDb;
  readonly dir: string;
  readonly folder: string;
  readonly table: ManifestTable;
}

async function exportTable(
  { db, dir, folder, table }: Source,
  out: string,
  format: ExportFormat,
  onPart: () => void,
): Promise<ExportedTable> {
  const spec = specOfTable(folder, table);
  const name = `${folder}.${format.extension}`;
  const path = join(out, name);
  await makeFolder(dirname(path));
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx');
  try {
    const write = async (text: string): Promise<void> => {
      const piece = Buffer.from(text);
      hash.update(piece);
      bytes += piece.length;
      await file.writeFile(piece);
    };
    await write(format.header(spec));
    for (const part of table.parts) {
      const source = join(dir, folder, part.file);
      const fault = await partFault(source, part);
      if (fault) throw new UnsoundStore(`export: ${source}: ${fault}`);
      const rows = await readParquet(db, source, spec);
      if (rows.length !== part.rows)
        throw new Error(`export: ${source} holds ${rows.length} rows; the manifest says ${part.rows}`);
      for (let start = 0; start < rows.length; start += BLOCK)
        await write(format.rows(spec, rows, start, Math.min(start + BLOCK, rows.length)));
      onPart();
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return {
    name: folder,
    file: name,
    rows: table.rows,
    bytes,
    sha256: hash.digest('hex'),
    columns: table.columns,
  };
}
