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
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from '../after-sale-tables.ts';
import { digestDataset } from '../dataset-digest.ts';
import { CHARGEBACKS, FRAUD_LABELS } from '../fraud-tables.ts';
import { LOG_TABLES } from '../log-tables.ts';
import { PAYMENTS } from '../payment-tables.ts';
import { createSampleLog } from '../sample-log.ts';
import { concatTables, sliceTable } from '../table-rows.ts';
import {
  ACTIONS,
  CATALOG,
  type ColumnArray,
  createTable,
  IMPRESSIONS,
  ORDERS,
  SESSIONS,
  SHOPPERS,
  type Table,
  type TableSpec,
} from '../tables.ts';
import type { StoreMeta } from './manifest.ts';
import { type DuckDb, openDuckDb, readParquet, writeParquet } from './parquet.node.ts';
import { readManifest, readStore, readTable, readTruthTable } from './reader.node.ts';
import { canonicalFloats, digestTable } from './table-digest.ts';
import { openStore } from './writer.node.ts';

let root: string;
let count = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'shoplab-store-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const freshDir = (): string => join(root, `s${count++}`);

const META: StoreMeta = {
  kind: 'simulation',
  name: 'sample',
  origin: '2024-01-01T00:00:00Z',
  seed: 'seed 1',
  scenario: { name: 'sample', text: 'name: sample\n' },
  version: '0.0.0',
};

/** Every type of column, with labels, with sentinels, with names that SQL reserves. */
const WIDE = {
  name: 'wide',
  doc: '',
  sortKey: [],
  columns: {
    order: { type: 'u8', doc: '', missing: 255 },
    select: { type: 'u16', doc: '', missing: 0xffff },
    id: { type: 'u32', doc: '', missing: 0xffffffff },
    plain: { type: 'u32', doc: '' },
    delta: { type: 'i32', doc: '', missing: -1 },
    kind: { type: 'u8', doc: '', labels: ['a', "it's", 'ünï "x"'] },
    state: { type: 'u8', doc: '', labels: ['on', 'off'], missing: 255 },
    share: { type: 'f32', doc: '' },
    known: { type: 'f32', doc: '', missing: Number.NaN },
    value: { type: 'f64', doc: '' },
    text: { type: 'text', doc: '' },
  },
} as const satisfies TableSpec;

type Row = readonly [number, number, number, number, number, number, number, number, number, number, string];
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0')),
  fc.constantFrom('', ' ', 'NULL', '"', "'", 'a\nb\r\n\tc', '\\', '😀', 'x'.repeat(5000)),
);
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.integer({ min: 0, max: 255 }),
  fc.integer({ min: 0, max: 0xffff }),
  fc.oneof(fc.constant(0xffffffff), fc.integer({ min: 0, max: 0xffffffff })),
  fc.oneof(fc.constant(0xffffffff), fc.integer({ min: 0, max: 0xffffffff })),
  fc.oneof(fc.constant(-1), fc.integer()),
  fc.integer({ min: 0, max: 2 }),
  fc.constantFrom(0, 1, 255),
  fc.float(),
  fc.float(),
  fc.double(),
  text,
);

function wideTable(rows: readonly Row[]): Table<typeof WIDE> {
  const table = createTable(WIDE, rows.length);
  Object.keys(WIDE.columns).forEach((name, column) => {
    rows.forEach((values, i) => {
      (table[name as keyof typeof WIDE.columns] as unknown[])[i] = values[column];
    });
  });
  return table;
}

/** What a store keeps of floats: one NaN, one zero. */
function asStored<S extends TableSpec>(spec: S, table: Table<S>): Table<S> {
  const entries = Object.keys(spec.columns).map((name) => {
    const column = table[name] as ColumnArray;
    return [
      name,
      column instanceof Float32Array || column instanceof Float64Array ? canonicalFloats(column) : column,
    ];
  });
  return { ...table, ...Object.fromEntries(entries) };
}

describe('Parquet', () => {
  let db: DuckDb;
  beforeAll(async () => {
    db = await openDuckDb();
  });
  afterAll(() => db.close());

  it('gives back exactly what was written, for any rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const table = wideTable(rows);
        const path = join(root, `p${count++}.parquet`);
        await writeParquet(db, path, WIDE, table);
        expect(await readParquet(db, path, WIDE)).toEqual(asStored(WIDE, table));
      }),
      { numRuns: 40 },
    );
  });

  it.each([0, 1, 2047, 2048, 2049, 130_000])('gives back %d rows in order', async (length) => {
    const table = createTable(IMPRESSIONS, length);
    for (let i = 0; i < length; i++) {
      table.session[i] = i;
      table.surface[i] = i & 1;
      table.item[i] = (i * 2654435761) % 10_007;
      table.propensity[i] = i % 13 === 0 ? Number.NaN : 1 / (1 + i);
    }
    const path = join(root, `p${count++}.parquet`);
    await writeParquet(db, path, IMPRESSIONS, table);
    expect(await readParquet(db, path, IMPRESSIONS)).toEqual(table);
  });

  it('is readable by others: labels as words, sentinels as NULL', async () => {
    const path = join(root, `p${count++}.parquet`);
    const table = wideTable([[255, 7, 0xffffffff, 0xffffffff, -1, 1, 255, 0.5, Number.NaN, 1, 'x']]);
    await writeParquet(db, path, WIDE, table);
    const reader = await db.connection.runAndReadAll(`SELECT * FROM read_parquet('${path}')`);
    expect(reader.getRowObjects()).toEqual([
      {
        order: null,
        select: 7,
        id: null,
        plain: 0xffffffff,
        delta: null,
        kind: "it's",
        state: null,
        share: 0.5,
        known: null,
        value: 1,
        text: 'x',
      },
    ]);
  });

  it('refuses what Parquet could not give back', async () => {
    const good: Row = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ''];
    const write = (values: readonly unknown[]): Promise<void> =>
      writeParquet(db, join(root, 'never.parquet'), WIDE, wideTable([values as unknown as Row]));
    await expect(write(good.with(5, 3))).rejects.toThrow('wide.kind: code 3 has no label');
    await expect(write(good.with(10, 'a\0b'))).rejects.toThrow('wide.text: a text holds a NUL');
    await expect(write(good.with(10, '\ud800x'))).rejects.toThrow(
      'wide.text: a text holds a NUL or half a surrogate pair',
    );
    expect(existsSync(join(root, 'never.parquet'))).toBe(false);
  });

  it('refuses a file with an unknown label, a NULL out of place, other columns or no Parquet at all', async () => {
    const path = join(root, `p${count++}.parquet`);
    const spec = {
      name: 't',
      doc: '',
      sortKey: [],
      columns: { k: { type: 'u8', doc: '', labels: ['a'] } },
    } as const;
    const write = (sql: string) => db.connection.run(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
    await write(`SELECT 'b' AS k`);
    await expect(readParquet(db, path, spec)).rejects.toThrow('column k holds a label that is not known');
    const optional = { ...spec, columns: { k: { ...spec.columns.k, missing: 255 } } } as const;
    await expect(readParquet(db, path, optional)).rejects.toThrow('column k holds a label that is not known');
    const numbers = { ...spec, columns: { k: { type: 'u32', doc: '' } } } as const;
    await write('SELECT NULL::UINTEGER AS k');
    await expect(readParquet(db, path, numbers)).rejects.toThrow('column k holds a NULL');
    await write('SELECT 1 AS other');
    await expect(readParquet(db, path, numbers)).rejects.toThrow(path);
    writeFileSync(path, 'not parquet');
    await expect(readParquet(db, path, numbers)).rejects.toThrow(`${path}: cannot be read as t`);
  });
});

describe('openStore', () => {
  it('writes a log that reads back identical, whatever the chunks and the parts', async () => {
    const { log, catalog, shoppers } = createSampleLog();
    const dir = freshDir();
    const writer = await openStore(dir, { rowsPerPart: 4 });
    for (let i = 0; i < 6; i++)
      await writer.append(IMPRESSIONS, sliceTable(IMPRESSIONS, log.impressions, i, i + 1));
    await writer.append(ACTIONS, sliceTable(ACTIONS, log.actions, 0, 0));
    await writer.append(ACTIONS, log.actions);
    await writer.append(SESSIONS, log.sessions);
    await writer.append(REVIEWS, log.reviews);
    await writer.append(ORDERS, log.afterSale.orders);
    await writer.append(DELIVERIES, log.afterSale.deliveries);
    await writer.append(RETURNS, log.afterSale.returns);
    await writer.append(TICKETS, log.afterSale.tickets);
    await writer.append(CATALOG, catalog);
    await writer.append(SHOPPERS, shoppers);
    const manifest = await writer.commit(META);
    const read = await readStore(dir);
    expect(read.manifest).toEqual(manifest);
    expect(read.dataset).toMatchObject({
      log,
      catalog,
      shoppers,
      timed: true,
      account: { read: 4, steps: [], kept: 4 },
    });
    expect(read.dataset.provenance).toMatchObject({
      name: 'sample',
      title: 'sample',
      seed: 'seed 1',
      digest: manifest.observedDigest,
    });
    expect(manifest.observedDigest).toBe(
      digestDataset({ log, catalog, shoppers, timed: true }, sha256Native),
    );
    expect(manifest.tables['impressions']?.parts.map(({ file, rows }) => [file, rows])).toEqual([
      ['part-00000.parquet', 4],
      ['part-00001.parquet', 2],
    ]);
    expect(manifest.tables['actions']?.digest).toBe(digestTable(ACTIONS, log.actions, sha256Native));
  });

  it('reads payments and what became known of fraud only when asked, and then they count for the digest', async () => {
    const { log, catalog, shoppers } = createSampleLog();
    const fraud = {
      payments: createTable(PAYMENTS, 3),
      chargebacks: createTable(CHARGEBACKS, 1),
      fraudLabels: createTable(FRAUD_LABELS, 2),
    };
    fraud.payments.payment.set([0, 1, 2]);
    fraud.payments.amount.set([500, 700, 1200]);
    fraud.chargebacks.payment[0] = 2;
    fraud.fraudLabels.id.set([1, 2]);
    const dir = freshDir();
    const writer = await openStore(dir);
    await writer.append(IMPRESSIONS, log.impressions);
    await writer.append(ACTIONS, log.actions);
    await writer.append(SESSIONS, log.sessions);
    await writer.append(REVIEWS, log.reviews);
    await writer.append(ORDERS, log.afterSale.orders);
    await writer.append(DELIVERIES, log.afterSale.deliveries);
    await writer.append(RETURNS, log.afterSale.returns);
    await writer.append(TICKETS, log.afterSale.tickets);
    await writer.append(CATALOG, catalog);
    await writer.append(SHOPPERS, shoppers);
    await writer.append(PAYMENTS, fraud.payments);
    await writer.append(CHARGEBACKS, fraud.chargebacks);
    await writer.append(FRAUD_LABELS, fraud.fraudLabels);
    await writer.commit(META);
    const plain = (await readStore(dir)).dataset;
    expect(plain.log.fraud).toBeUndefined();
    const whole = (await readStore(dir, { fraud: true })).dataset;
    expect(whole.log.fraud).toEqual(fraud);
    expect(whole.provenance.digest).not.toBe(plain.provenance.digest);
    const expected = { log: { ...log, fraud }, catalog, shoppers, timed: true };
    expect(whole.provenance.digest).toBe(digestDataset(expected, sha256Native));
  });

  it('lists every observed table, also those without rows', async () => {
    const dir = freshDir();
    const manifest = await (await openStore(dir)).commit(META);
    expect(Object.keys(manifest.tables)).toEqual(LOG_TABLES.map(({ name }) => name).sort());
    expect(readdirSync(dir)).toEqual(['manifest.json']);
    expect((await readStore(dir)).dataset.log.impressions).toEqual(createTable(IMPRESSIONS, 0));
  });

  it('keeps many parts in order', async () => {
    const dir = freshDir();
    const writer = await openStore(dir, { rowsPerPart: 1000 });
    const chunks = Array.from({ length: 7 }, (_, i) => {
      const chunk = createTable(REVIEWS, 333 * i);
      chunk.time.forEach((_value, r) => {
        chunk.time[r] = 10_000 * i + r;
        chunk.text[r] = `chunk ${i} row ${r}`;
      });
      return chunk;
    });
    for (const chunk of chunks) await writer.append(REVIEWS, chunk);
    await writer.commit(META);
    expect(await readTable(dir, REVIEWS)).toEqual(concatTables(REVIEWS, chunks));
    expect((await readManifest(dir)).tables['reviews']?.parts).toHaveLength(7);
  });

  it('takes calls that do not wait for each other, in their order', async () => {
    const dir = freshDir();
    const writer = await openStore(dir, { rowsPerPart: 3 });
    const appended = Array.from({ length: 10 }, (_, i) => {
      const chunk = createTable(SHOPPERS, 1);
      chunk.key[0] = i;
      return writer.append(SHOPPERS, chunk);
    });
    const committed = writer.commit(META);
    await Promise.all([...appended, committed]);
    expect([...(await readTable(dir, SHOPPERS)).key]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the truth apart: other folder, other reader, other digest', async () => {
    const write = async (utility: number) => {
      const dir = freshDir();
      const writer = await openStore(dir);
      const truth = createTable(WIDE, 1);
      truth.value[0] = utility;
      await writer.append(WIDE, truth, 'truth');
      await writer.append(REVIEWS, createSampleLog().log.reviews);
      return { dir, truth, manifest: await writer.commit(META) };
    };
    const one = await write(1);
    const two = await write(2);
    expect(readdirSync(join(one.dir, 'truth'))).toEqual(['wide']);
    expect(one.manifest.tables['truth/wide']).toMatchObject({ rows: 1, truth: true });
    expect(await readTruthTable(one.dir, WIDE)).toEqual(one.truth);
    await expect(readTable(one.dir, WIDE)).rejects.toThrow(`store: ${one.dir} holds no table wide`);
    expect(one.manifest.observedDigest).toBe(two.manifest.observedDigest);
    expect(one.manifest.digest).not.toBe(two.manifest.digest);
    rmSync(join(one.dir, 'truth'), { recursive: true });
    expect((await readStore(one.dir)).dataset.log.reviews.length).toBe(2);
  });

  it('writes the same bytes twice, with one thread or two', async () => {
    const write = async (threads: number) => {
      const writer = await openStore(freshDir(), { threads });
      const chunk = createTable(IMPRESSIONS, 300_000);
      for (let i = 0; i < chunk.length; i++) chunk.item[i] = Math.imul(i, 2654435761) >>> 18;
      await writer.append(IMPRESSIONS, chunk);
      return writer.commit(META);
    };
    expect(await write(2)).toEqual(await write(1));
  });

  it('reads a store of other columns only after saying so', async () => {
    const dir = freshDir();
    await (await openStore(dir)).commit(META);
    const changed = {
      ...REVIEWS,
      columns: { ...REVIEWS.columns, rating: { type: 'f64', doc: '' } },
    } as const;
    await expect(readTable(dir, changed)).rejects.toThrow(
      'the columns of reviews are not those of this version',
    );
  });

  it('refuses a chunk whose columns differ in length, and every call after a failure', async () => {
    const dir = freshDir();
    const writer = await openStore(dir);
    const chunk = { ...createTable(SHOPPERS, 2), key: new Uint32Array(1) };
    await expect(writer.append(SHOPPERS, chunk)).rejects.toThrow(
      'shoppers.key has 1 values in a chunk of 2 rows',
    );
    await expect(writer.commit(META)).rejects.toThrow('shoppers.key has 1 values');
    await writer.abort();
    expect(readdirSync(root).filter((name) => name.startsWith(`.${basename(dir)}.`))).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  it('names the path when the disk refuses', async () => {
    const dir = freshDir();
    const writer = await openStore(dir);
    await writer.append(SHOPPERS, createTable(SHOPPERS, 1));
    const [temporary = ''] = readdirSync(root).filter((name) => name.startsWith(`.${basename(dir)}.tmp-`));
    writeFileSync(join(root, temporary, 'shoppers'), 'in the way');
    await expect(writer.commit(META)).rejects.toThrow(join(root, temporary, 'shoppers'));
    await writer.abort();
  });

  it('is closed after commit and after abort', async () => {
    const dir = freshDir();
    const writer = await openStore(dir);
    await writer.commit(META);
    await writer.abort();
    expect(existsSync(dir)).toBe(true);
    await expect(writer.append(SHOPPERS, createTable(SHOPPERS, 1))).rejects.toThrow('the writer is closed');
    const other = await openStore(freshDir());
    await other.abort();
    await other.abort();
    await expect(other.commit(META)).rejects.toThrow('the writer is closed');
  });

  it('works in a folder whose name is full of signs', async () => {
    const dir = join(root, "it's [a] *{b}? ü", 'st[o]re');
    mkdirSync(join(dir, '..'), { recursive: true });
    const writer = await openStore(dir);
    await writer.append(REVIEWS, createSampleLog().log.reviews);
    await writer.commit(META);
    expect((await readTable(dir, REVIEWS)).length).toBe(2);
  });

  it('states the content and the words of the manifest in a file that people can read', async () => {
    const dir = freshDir();
    await (await openStore(dir)).commit({ ...META, title: 'A sample' });
    const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      schema: 'shoplab.store/1',
      kind: 'simulation',
      name: 'sample',
      title: 'A sample',
      seed: 'seed 1',
      scenario: { name: 'sample', text: 'name: sample\n' },
      version: '0.0.0',
    });
    expect(manifest.tables.actions.columns[3]).toEqual({
      name: 'kind',
      type: 'u8',
      labels: [...(ACTIONS.columns.kind.labels ?? [])],
    });
  });
});
