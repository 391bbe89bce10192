import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { DELIVERIES, RETURNS, REVIEWS, TICKETS } from '../after-sale-tables.ts';
import { ConfigError } from '../config-error.ts';
import { PAYMENTS, SETTLEMENTS } from '../payment-tables.ts';
import { CHECKOUTS, ORDER_LINES, PROMOTIONS } from '../sale-tables.ts';
import { createSampleLog } from '../sample-log.ts';
import { createSampleSale } from '../sample-sale.ts';
import { ACTIONS, ARMS, CATALOG, IMPRESSIONS, ORDERS, SESSIONS, SHOPPERS } from '../tables.ts';
import { buildManifest, type Manifest, manifestText, type StoreMeta } from './manifest.ts';
import { verifyStore } from './verify.node.ts';
import { openStore } from './writer.node.ts';

const META: StoreMeta = {
  kind: 'simulation',
  name: 'sample',
  origin: '2024-01-01T00:00:00Z',
  seed: '1',
  scenario: { name: 'sample', text: 'name: sample\n' },
  version: '0.0.0',
};
let root: string;
let good: string;
let count = 0;

type Sample = ReturnType<typeof createSampleLog>;

async function writeSample(dir: string, change: (sample: Sample) => void = () => undefined): Promise<void> {
  const sample = createSampleLog();
  change(sample);
  const writer = await openStore(dir, { rowsPerPart: 4 });
  await writer.append(SESSIONS, sample.log.sessions);
  await writer.append(IMPRESSIONS, sample.log.impressions);
  await writer.append(ACTIONS, sample.log.actions);
  await writer.append(REVIEWS, sample.log.reviews);
  await writer.append(ORDERS, sample.log.afterSale.orders);
  await writer.append(DELIVERIES, sample.log.afterSale.deliveries);
  await writer.append(RETURNS, sample.log.afterSale.returns);
  await writer.append(TICKETS, sample.log.afterSale.tickets);
  const sale = createSampleSale();
  await writer.append(PROMOTIONS, sale.promotions);
  await writer.append(CHECKOUTS, sale.checkouts);
  await writer.append(ORDER_LINES, sale.order_lines);
  await writer.append(PAYMENTS, sale.payments);
  await writer.append(SETTLEMENTS, sale.settlements);
  await writer.append(ARMS, sample.arms);
  await writer.append(CATALOG, sample.catalog);
  await writer.append(SHOPPERS, sample.shoppers);
  await writer.append(SESSIONS, sample.log.sessions, 'truth');
  await writer.commit(META);
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'shoplab-verify-'));
  good = join(root, 'good');
  await writeSample(good);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function damagedCopy(damage: (dir: string) => void): string {
  const dir = join(root, `copy${count++}`);
  cpSync(good, dir, { recursive: true });
  damage(dir);
  return dir;
}
function flipByte(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1 << (at & 7);
  writeFileSync(path, bytes);
}
const problemsOf = async (dir: string): Promise<readonly string[]> => (await verifyStore(dir)).problems;
/** The manifest rewritten with its own digests right, as a forger would. */
const forge = (dir: string, change: (tables: Manifest['tables']) => void): void => {
  const path = join(dir, 'manifest.json');
  const { tables } = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  change(tables);
  writeFileSync(path, manifestText(buildManifest(META, tables, sha256Native)));
};

describe('verifyStore', () => {
  it('finds nothing wrong with a store as it was written', async () => {
    const verified = await verifyStore(good);
    expect(verified).toMatchObject({ ok: true, problems: [] });
    expect(verified.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ['actions', 4],
      ['arms', 2],
      ['catalog', 5],
      ['chargebacks', 0],
      ['checkouts', 1],
      ['daily_finance', 0],
      ['deliveries', 1],
      ['fraud_labels', 0],
      ['identities', 0],
      ['impressions', 6],
      ['inventory', 0],
      ['mentions', 0],
      ['order_lines', 1],
      ['orders', 1],
      ['payments', 2],
      ['prices', 0],
      ['promotions', 1],
      ['purchases', 0],
      ['returns', 1],
      ['reviews', 2],
      ['searches', 0],
      ['sessions', 3],
      ['settlements', 1],
      ['shoppers', 2],
      ['suppliers', 0],
      ['tickets', 3],
      ['tier_changes', 0],
      ['truth/sessions', 3],
    ]);
    expect(verified.digest).toBe(
      (JSON.parse(readFileSync(join(good, 'manifest.json'), 'utf8')) as Manifest).digest,
    );
  });

  it.each([
    ['impressions/part-00000.parquet', [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1]],
    ['impressions/part-00001.parquet', [0.6]],
    ['truth/sessions/part-00000.parquet', [0.2]],
  ])('catches any changed byte of %s and names it', async (part, shares) => {
    const { size } = statSync(join(good, part));
    const places = shares.map((share) => Math.floor(share * (size - 1)));
    for (const at of places) {
      const problems = await problemsOf(damagedCopy((dir) => flipByte(join(dir, part), at)));
      expect(problems).toEqual([`${part}: its bytes are not those that were written (sha256)`]);
    }
  });

  it('catches any changed byte of the manifest', async () => {
    const { size } = statSync(join(good, 'manifest.json'));
    for (let at = 0; at < size; at += 211) {
      const dir = damagedCopy((copy) => flipByte(join(copy, 'manifest.json'), at));
      expect(await problemsOf(dir), `byte ${at}`).not.toEqual([]);
    }
    const spaced = damagedCopy((dir) => appendFileSync(join(dir, 'manifest.json'), ' '));
    expect(await problemsOf(spaced)).toEqual(['manifest.json: the text is not as it was written']);
  });

  it('names files that are missing, cut short, or that nobody wrote', async () => {
    const part = 'actions/part-00000.parquet';
    expect(await problemsOf(damagedCopy((dir) => rmSync(join(dir, part))))).toEqual([
      `${part}: the file is missing`,
    ]);
    const { size } = statSync(join(good, part));
    expect(await problemsOf(damagedCopy((dir) => truncateSync(join(dir, part), size - 1)))).toEqual([
      `${part}: has ${size - 1} bytes; the manifest says ${size}`,
    ]);
    const added = (dir: string): void => cpSync(join(dir, part), join(dir, 'actions/part-00001.parquet'));
    expect(await problemsOf(damagedCopy(added))).toEqual([
      'actions/part-00001.parquet: the manifest does not name this file',
    ]);
    const swapped = damagedCopy((dir) => {
      renameSync(join(dir, 'impressions/part-00000.parquet'), join(dir, 'impressions/x'));
      renameSync(join(dir, 'impressions/part-00001.parquet'), join(dir, 'impressions/part-00000.parquet'));
      renameSync(join(dir, 'impressions/x'), join(dir, 'impressions/part-00001.parquet'));
    });
    expect(await problemsOf(swapped)).toHaveLength(2);
  });

  it('recomputes rows and digests instead of believing a manifest that agrees with itself', async () => {
    const wrongDigest = damagedCopy((dir) =>
      forge(dir, ({ actions }) => {
        actions!.digest = '0'.repeat(64);
      }),
    );
    expect(await problemsOf(wrongDigest)).toEqual([
      expect.stringMatching(/^actions: the digest of its rows is [0-9a-f]{64}; the manifest says 0{64}$/),
    ]);
    const wrongRows = damagedCopy((dir) =>
      forge(dir, ({ actions }) => {
        actions!.rows = 5;
        actions!.parts[0]!.rows = 5;
      }),
    );
    expect(await problemsOf(wrongRows)).toEqual([
      'actions/part-00000.parquet: holds 4 rows; the manifest says 5',
    ]);
    const lessRows = damagedCopy((dir) =>
      forge(dir, ({ impressions }) => {
        impressions!.rows = 4;
        impressions!.parts.pop();
      }),
    );
    expect(await problemsOf(lessRows)).toEqual([
      'impressions/part-00001.parquet: the manifest does not name this file',
      expect.stringMatching(/^impressions: the digest of its rows is /),
    ]);
  });

  it('does not follow a manifest out of the store', async () => {
    const outside = damagedCopy((dir) =>
      forge(dir, (tables) => {
        tables['../good/actions'] = tables['actions']!;
      }),
    );
    expect(await problemsOf(outside)).toContain('../good/actions: no folder of a table; it was not read');
    const part = damagedCopy((dir) =>
      forge(dir, ({ actions }) => {
        actions!.parts[0]!.file = '../../good/actions/part-00000.parquet';
      }),
    );
    expect(await problemsOf(part)).toEqual([
      expect.stringMatching(
        /not a shoplab\.store\/1 manifest: tables\.actions\.parts\.0\.file: not a plain name/,
      ),
    ]);
    const missing = damagedCopy((dir) => forge(dir, (tables) => delete tables['reviews']));
    expect(await problemsOf(missing)).toContain('manifest: table reviews is missing');
  });

  it('checks the invariants of the log', async () => {
    const dir = join(root, `bad${count++}`);
    await writeSample(dir, ({ log }) => {
      log.impressions.propensity[5] = 0;
      log.actions.seq[2] = 9;
      log.sessions.shopper[2] = 77;
    });
    const verified = await verifyStore(dir);
    expect(verified.ok).toBe(false);
    expect(verified.tables.filter(({ problems }) => problems.length > 0).map(({ name }) => name)).toEqual([
      'actions',
      'impressions',
      'order_lines',
      'sessions',
    ]);
    expect(verified.problems).toEqual([
      'actions row 2: seq 9 in session 0; 2 comes next',
      'impressions row 5: propensity 0 is not above 0 and at most 1',
      'order_lines row 0: order, item, units, price 0, 2, 1, 899; the action at 0 2 has none',
      'sessions row 2: shopper 77 is not among the 2 shoppers',
    ]);
  });

  it('raises where there is no manifest', async () => {
    await expect(verifyStore(join(root, 'nowhere'))).rejects.toThrow('holds no manifest.json');
    await expect(verifyStore(join(root, 'nowhere'))).rejects.toThrow(ConfigError);
  });
});
