import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../numerics/digest.ts';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { REVIEWS } from '../after-sale-tables.ts';
import type { ConfigError } from '../config-error.ts';
import { createCsvReader } from '../public/csv.ts';
import { createSampleLog } from '../sample-log.ts';
import {
  ACTIONS,
  CATALOG,
  type ColumnArray,
  type ColumnSpec,
  createTable,
  IMPRESSIONS,
  SESSIONS,
  SHOPPERS,
  type Table,
  type TableSpec,
} from '../tables.ts';
import { exportStore } from './export.node.ts';
import { EXPORT_FORMATS } from './export-text.ts';
import { openStore } from './writer.node.ts';

let root: string;
let store: string;
let digest: string;
const sample = createSampleLog();
sample.catalog.title.splice(0, 5, 'a "b", c', 'two\r\nlines', '=1+1', ' space ', '😀;\ttab');

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'shoplab-export-'));
  store = join(root, 'log');
  const writer = await openStore(store, { rowsPerPart: 2 });
  await writer.append(SESSIONS, sample.log.sessions);
  await writer.append(IMPRESSIONS, sample.log.impressions);
  await writer.append(ACTIONS, sample.log.actions);
  await writer.append(REVIEWS, sample.log.reviews);
  await writer.append(CATALOG, sample.catalog);
  await writer.append(SHOPPERS, sample.shoppers);
  await writer.append(SESSIONS, sample.log.sessions, 'truth');
  const manifest = await writer.commit({
    kind: 'simulation',
    name: 'sample',
    origin: '2024-01-01T00:00:00Z',
    seed: 'a',
    scenario: { name: 'sample', text: '{}' },
    version: '0.0.0',
  });
  digest = manifest.digest;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Cells as read back to the values of a column. */
function cellValue(cell: string | number | null, { type, labels, missing }: ColumnSpec): string | number {
  if (type === 'text') return cell as string;
  if (cell === null || cell === '') return missing!;
  return labels ? labels.indexOf(cell as string) : Number(cell);
}

function readBack<S extends TableSpec>(spec: S, text: string, format: 'csv' | 'jsonl'): Table<S> {
  const records: (string | number | null)[][] = [];
  const names = Object.keys(spec.columns);
  if (format === 'csv') {
    const reader = createCsvReader(text, 'file.csv');
    expect(reader.header).toEqual(names);
    for (let fields = reader.next(); fields; fields = reader.next()) records.push(fields);
  } else {
    for (const line of text.split('\n').slice(0, -1)) {
      const value = JSON.parse(line) as Record<string, string | number | null>;
      expect(Object.keys(value)).toEqual(names);
      records.push(Object.values(value));
    }
  }
  const table = createTable(spec, records.length);
  records.forEach((record, row) => {
    names.forEach((name, column) => {
      (table[name] as ColumnArray)[row] = cellValue(record[column]!, spec.columns[name]!);
    });
  });
  return table;
}

describe.each(['csv', 'jsonl'] as const)('export to %s', (to) => {
  it('gives every observed table back as it was', async () => {
    const out = join(root, `all-${to}`);
    const result = await exportStore(store, { to, out });
    const read = <S extends TableSpec>(spec: S): Table<S> =>
      readBack(spec, readFileSync(join(out, `${spec.name}.${to}`), 'utf8'), to);
    expect(read(SESSIONS)).toEqual(sample.log.sessions);
    expect(read(IMPRESSIONS)).toEqual(sample.log.impressions);
    expect(read(ACTIONS)).toEqual(sample.log.actions);
    expect(read(REVIEWS)).toEqual(sample.log.reviews);
    expect(read(CATALOG)).toEqual(sample.catalog);
    expect(read(SHOPPERS)).toEqual(sample.shoppers);
    expect(existsSync(join(out, 'truth'))).toBe(false);
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toEqual(result);
    expect(result.from).toMatchObject({ origin: '2024-01-01T00:00:00Z', digest });
    for (const { file, bytes, sha256 } of result.tables) {
      const content = readFileSync(join(out, file));
      expect([content.length, toHex(sha256Native(content))]).toEqual([bytes, sha256]);
    }
  });

  const WIDE = {
    name: 'wide',
    doc: '',
    sortKey: [],
    columns: {
      id: { type: 'u32', doc: '', missing: 0xffffffff },
      kind: { type: 'u8', doc: '', labels: ['a', 'b, "c"', ''], missing: 255 },
      f32: { type: 'f32', doc: '', missing: Number.NaN },
      f64: { type: 'f64', doc: '' },
      text: { type: 'text', doc: '' },
    },
  } as const satisfies TableSpec;
  it('round-trips any values', () => {
    const float = { noNaN: true, noDefaultInfinity: true };
    const row = fc.tuple(
      fc.oneof(fc.constant(0xffffffff), fc.nat()),
      fc.constantFrom(0, 1, 255),
      fc.oneof(fc.constant(Number.NaN), fc.float(float)),
      fc.double(float),
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', ',', '\r', '\r\n', ' x ', 'a\nb')),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const table = createTable(WIDE, rows.length);
        rows.forEach(([id, kind, f32, f64, text], i) => {
          table.id[i] = id;
          table.kind[i] = kind;
          table.f32[i] = f32 === 0 ? 0 : f32;
          table.f64[i] = f64 === 0 ? 0 : f64;
          table.text[i] = text;
        });
        const format = EXPORT_FORMATS[to];
        const cut = rows.length >> 1;
        const wide = table as unknown as Table<TableSpec>;
        const text =
          format.header(WIDE) + format.rows(WIDE, wide, 0, cut) + format.rows(WIDE, wide, cut, rows.length);
        expect(readBack(WIDE, text, to)).toEqual(table);
      }),
    );
  });
});

describe('exportStore', () => {
  it('writes CSV as RFC 4180 has it', async () => {
    const out = join(root, 'rfc');
    await exportStore(store, { to: 'csv', out, tables: ['catalog', 'sessions'] });
    expect(readdirSync(out).sort()).toEqual(['catalog.csv', 'manifest.json', 'sessions.csv']);
    const [head, first, second] = readFileSync(join(out, 'catalog.csv'), 'utf8').split('\r\n');
    expect(head).toBe(
      'item,key,id,title,description,category,brand,seller,attributes,price,cost,supplier,launched,retired',
    );
    expect(first).toBe('0,0,sku-0,"a ""b"", c",,,,,,5,0,,,');
    expect(second).toBe('1,1,sku-1,"two');
    const sessions = readFileSync(join(out, 'sessions.csv'), 'utf8').split('\r\n');
    expect(sessions[2]).toMatch(/^1,0,250,1,0,,app,phone/);
  });

  it('exports the truth only when told, and names unknown tables with the nearest', async () => {
    const out = join(root, 'truth');
    const { tables } = await exportStore(store, { to: 'csv', out, truth: true, tables: ['truth/sessions'] });
    expect(tables.map(({ file }) => file)).toEqual(['truth/sessions.csv']);
    const faults = await exportStore(store, { to: 'csv', out, tables: ['truth/sessions', 'sesions'] }).then(
      () => [],
      (error: unknown) => (error as ConfigError).faults,
    );
    expect(faults).toEqual([
      'export: truth/sessions is the hidden truth; it is exported with --truth only',
      "export: no table 'sesions' in this log; did you mean 'sessions'?",
    ]);
    expect(existsSync(join(out, 'truth', 'sessions.csv'))).toBe(true);
  });

  it('replaces an export, but neither a log nor anything else', async () => {
    const out = join(root, 'again');
    await exportStore(store, { to: 'jsonl', out });
    await exportStore(store, { to: 'csv', out, tables: ['sessions'] });
    expect(readdirSync(out).sort()).toEqual(['manifest.json', 'sessions.csv']);
    await expect(exportStore(store, { to: 'csv', out: store })).rejects.toThrow(
      /export: .* holds no shoplab.export\/1 manifest; it will not be replaced/,
    );
    const mine = join(root, 'mine');
    mkdirSync(mine);
    writeFileSync(join(mine, 'notes.txt'), 'keep');
    await expect(exportStore(store, { to: 'csv', out: mine })).rejects.toThrow(/will not be replaced/);
    expect(readdirSync(mine)).toEqual(['notes.txt']);
  });

  it('leaves nothing when it is stopped', async () => {
    const out = join(root, 'stopped');
    const controller = new AbortController();
    const running = exportStore(store, {
      to: 'csv',
      out,
      signal: controller.signal,
      onProgress: (done) => done === 3 && controller.abort(new Error('stopped by the test')),
    });
    await expect(running).rejects.toThrow('stopped by the test');
    expect(readdirSync(root).filter((name) => name.includes('stopped'))).toEqual([]);
  });

  it('refuses a number that JSON cannot say', () => {
    const spec = {
      name: 'odd',
      doc: '',
      sortKey: [],
      columns: { value: { type: 'f64', doc: '' } },
    } as const satisfies TableSpec;
    const table = { length: 1, value: Float64Array.of(Number.POSITIVE_INFINITY) };
    expect(() => EXPORT_FORMATS.jsonl.rows(spec, table as unknown as Table<TableSpec>, 0, 1)).toThrow(
      'export: odd.value holds Infinity, which JSON cannot say',
    );
    expect(EXPORT_FORMATS.csv.rows(spec, table as unknown as Table<TableSpec>, 0, 1)).toBe('Infinity\r\n');
  });
});
