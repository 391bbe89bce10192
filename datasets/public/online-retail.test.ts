import { describe, expect, it } from 'vitest';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { digestDataset } from '../dataset-digest.ts';
import { feedbackFrom } from '../feedback.ts';
import { toInteractions } from '../interactions.ts';
import { checkLog } from '../log-invariants.ts';
import { retailDataset } from './online-retail.ts';
import { readRetailCsv, writeRetailCsv } from './online-retail-csv.ts';
import { readMinute } from './online-retail-rows.ts';
import { loadData } from './registry.node.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** Ten lines: three invoices of two customers survive; one line falls under each of the rules but the third, two under the first. */
const LINES = [
  ['536365', '85123A', ' WHITE HEART ', '6', '2010-12-01 08:26:00', '2.55', '17850.0', 'United Kingdom'],
  ['536365', '85123A', ' WHITE HEART ', '6', '2010-12-01 08:26:00', '2.55', '17850.0', 'United Kingdom'],
  ['536365', '71053', 'LANTERN, "METAL"', '1', '2010-12-01 08:27:00', '3.39', '17850.0', 'United Kingdom'],
  ['C536379', '71053', 'LANTERN, "METAL"', '-1', '2010-12-01 09:41:00', '3.39', '17850.0', 'United Kingdom'],
  ['536380', '71053', '', '1', '2010-12-01 09:41:00', '3.39', '', 'United Kingdom'],
  ['536381', '22139', 'x', '-9', '2010-12-01 09:42:00', '0.0', '', 'United Kingdom'],
  ['536382', '71053', 'METAL LANTERN', '2', '2010-12-02 10:00:00', '3.01', '12346.0', 'EIRE'],
  ['536383', '85123A', 'HEART', '2', '2010-12-02 10:00:00', '3.00', '17850.0', 'France'],
  ['536383', '71053', 'METAL LANTERN', '1', '2010-12-02 10:00:00', '0.0', '17850.0', 'France'],
  ['536383', 'POST', 'POSTAGE', '1', '2010-12-02 10:00:00', '18.0', '17850.0', 'France'],
];
const quoted = (field: string): string =>
  /[",;\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
const CSV = `${HEADER}\n${LINES.map((line) => `${line.map(quoted).join(',')}\n`).join('')}`;

/** The same rows as UCI's own CSV exports spell them: semicolons, US dates, bare ids, decimal commas, CRLF, mark. */
const OTHER = `\ufeff${[HEADER.split(','), ...LINES]
  .map((line, i) => {
    if (i === 0) return line.join(';');
    const [invoice, stock, text, units, date, price, customer, country] = line as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const [, month, day, hour, minute] = /-(\d+)-(\d+) (\d+):(\d+)/.exec(date)!.map(Number);
    const us = `${month}/${day}/2010 ${hour}:${String(minute).padStart(2, '0')}`;
    const fields = [
      invoice,
      stock,
      text,
      units,
      us,
      price.replace('.', ','),
      customer.replace('.0', ''),
      country,
    ];
    return fields.map(quoted).join(';');
  })
  .join('\r\n')}\r\n`;

const read = (text: string) => readRetailCsv(text.replace(/^\ufeff/, ''), 'x.csv');
const written = async (text: string): Promise<string> => {
  let out = '';
  for await (const piece of writeRetailCsv(await read(text))) out += piece;
  return out;
};

describe('readMinute', () => {
  it('reads both spellings as the same minute', () => {
    expect(readMinute('2010-12-01 08:26:00')).toBe(Date.UTC(2010, 11, 1, 8, 26) / 60_000);
    expect(readMinute('12/1/2010 8:26')).toBe(readMinute('2010-12-01 08:26:00'));
    expect(readMinute('2010-12-01T08:26')).toBe(readMinute('2010-12-01 08:26:00'));
  });

  it('refuses what is no date', () => {
    for (const text of [
      '',
      '2010-13-01 08:26:00',
      '2011-02-29 08:00:00',
      '13/1/2010 8:26',
      '2010-12-01 24:00:00',
      '2010-12-01 08:60:00',
      '0050-12-01 08:00:00',
      'NaN',
      '1.12.2010 8:26',
    ]) {
      expect(readMinute(text), text).toBeNaN();
    }
  });
});

describe('retailDataset on ten lines by hand', async () => {
  const dataset = retailDataset(await read(CSV));
  const { sessions, actions } = dataset.log;

  it('gives an account that adds up, exact repeats kept and told', () => {
    expect(dataset.account.read).toBe(10);
    expect(dataset.account.steps.map(({ dropped, left }) => [dropped, left])).toEqual([
      [2, 8],
      [1, 7],
      [0, 7],
      [1, 6],
      [1, 5],
    ]);
    expect(dataset.account.kept).toBe(5);
    expect(dataset.account.notes).toEqual([{ note: 'kept rows repeat an earlier one exactly', rows: 1 }]);
  });

  it('makes one session an invoice, by start and then shopper', () => {
    expect(dataset.log.origin).toBe('2010-12-01T00:00:00Z');
    expect([...sessions.start]).toEqual([506 * 60, (1440 + 600) * 60, (1440 + 600) * 60]);
    expect([...sessions.round]).toEqual([0, 1, 1]);
    expect([...sessions.shopper]).toEqual([0, 0, 1]);
    expect([...sessions.visit]).toEqual([0, 1, 0]);
  });

  it('makes one order action a line, in the order of the file within a minute', () => {
    expect([...actions.session]).toEqual([0, 0, 0, 1, 2]);
    expect([...actions.seq]).toEqual([0, 1, 2, 0, 0]);
    expect([...actions.time]).toEqual([30360, 30360, 30420, 122400, 122400]);
    expect([...actions.item]).toEqual([0, 0, 1, 0, 1]);
    expect([...actions.price]).toEqual([255, 255, 339, 300, 301]);
    expect([...actions.quantity]).toEqual([6, 6, 1, 2, 2]);
    expect([...actions.order]).toEqual([0, 0, 0, 1, 2]);
  });

  it('titles an item by its most frequent description, the first of equals, and prices it by the median', () => {
    expect(dataset.catalog.id).toEqual(['85123A', '71053']);
    expect(dataset.catalog.title).toEqual(['WHITE HEART', 'LANTERN, "METAL"']);
    expect([...dataset.catalog.price]).toEqual([255, 320]);
  });

  it('places a shopper where the last kept line does', () => {
    expect(dataset.shoppers.id).toEqual(['17850', '12346']);
    expect(dataset.shoppers.region).toEqual(['France', 'EIRE']);
  });

  it('keeps every invariant of a log', () => {
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('reads the other spelling as the same data: same digest, same canonical text', async () => {
    const other = retailDataset(await read(OTHER));
    expect(digestDataset(other, sha256Native)).toBe(digestDataset(dataset, sha256Native));
    expect(await written(OTHER)).toBe(await written(CSV));
  });

  it('writes a canonical spelling that reads back as itself', async () => {
    const canonical = await written(CSV);
    expect(canonical.split('\n').slice(0, 4)).toEqual([
      HEADER,
      '536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
      '536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom',
      '536365,71053,"LANTERN, ""METAL""",1,2010-12-01 08:27:00,3.39,17850,United Kingdom',
    ]);
    expect(await written(canonical)).toBe(canonical);
  });

  it('changes its digest with one changed price', async () => {
    const changed = retailDataset(await read(CSV.replace('3.01', '3.02')));
    expect(digestDataset(changed, sha256Native)).not.toBe(digestDataset(dataset, sha256Native));
  });
});

describe('retailDataset at the edges', () => {
  it('takes codes in lower case as the same item, and a quoted line break inside a description', async () => {
    const text = `${HEADER}\n1,85123a,"A\nB",1,12/1/2010 8:26,2,1,UK\n2,85123A,C,1,12/1/2010 8:26,2,1,UK\n`;
    const { catalog, log } = retailDataset(await read(text));
    expect(catalog.id).toEqual(['85123A']);
    expect(catalog.title).toEqual(['A\nB']);
    expect([...log.sessions.visit]).toEqual([0, 1]);
  });

  it('starts an invoice that spans two minutes at the first, whatever the order of its lines', async () => {
    const line = (minute: number, stock: string): string => `1,${stock},T,1,12/1/2010 8:${minute},2,1,UK\n`;
    const { log } = retailDataset(await read(`${HEADER}\n${line(27, '22222')}${line(26, '11111')}`));
    expect([...log.sessions.start]).toEqual([506 * 60]);
    expect([...log.actions.time]).toEqual([506 * 60, 507 * 60]);
    expect([...log.actions.item]).toEqual([1, 0]);
  });

  it('notes a price that rounds to nothing', async () => {
    const { account } = retailDataset(await read(`${HEADER}\n1,85123a,A,1,12/1/2010 8:26,0.001,1,UK\n`));
    expect(account.notes).toEqual([{ note: 'kept rows cost less than half a penny: price 0', rows: 1 }]);
  });

  it('reads a header alone as an empty log', async () => {
    const dataset = retailDataset(await read(`${HEADER}\n`));
    expect(dataset.account).toMatchObject({ read: 0, kept: 0 });
    expect(dataset.log.sessions.length).toBe(0);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('finds the columns by name, in any order', async () => {
    const shuffled = CSV.split('\n')[0]!.split(',').reverse().join(',');
    const { catalog } = retailDataset(
      await read(`${shuffled}\nUK,17850,2,12/1/2010 8:26,1,TITLE,85123A,1\n`),
    );
    expect(catalog.title).toEqual(['TITLE']);
  });

  it('refuses what it cannot read, by file, line and column', async () => {
    const line = (change: Partial<Record<number, string>>): string => {
      const fields = ['1', '85123A', 'T', '1', '2010-12-01 08:26:00', '2.5', '17850', 'UK'];
      return `${HEADER}\n${fields.join(',')}\n${fields.map((field, i) => change[i] ?? field).join(',')}\n`;
    };
    await expect(read(line({ 3: '1.5' }))).rejects.toThrow('x.csv:3 Quantity: "1.5" is not a whole number');
    await expect(read(line({ 3: '' }))).rejects.toThrow('x.csv:3 Quantity: "" is not a whole number');
    await expect(read(line({ 4: 'yesterday' }))).rejects.toThrow(
      'x.csv:3 InvoiceDate: "yesterday" is not a date such as',
    );
    await expect(read(line({ 5: 'NaN' }))).rejects.toThrow('x.csv:3 UnitPrice: "NaN" is not a number');
    await expect(read(line({ 5: 'Infinity' }))).rejects.toThrow('x.csv:3 UnitPrice');
    await expect(read(line({ 6: '-4' }))).rejects.toThrow(
      'x.csv:3 CustomerID: "-4" is not a customer number',
    );
    await expect(read(line({ 0: ' ' }))).rejects.toThrow('x.csv:3 InvoiceNo: " " is not an invoice number');
    await expect(read(line({ 7: 'UK,more' }))).rejects.toThrow('x.csv:3 9 fields; the header has 8');
    await expect(read('InvoiceNo,Quantity\n1,2\n')).rejects.toThrow(
      'x.csv:1 no column StockCode, Description, InvoiceDate, UnitPrice, CustomerID, Country in the header',
    );
  });
});

const root = process.env['SHOPLAB_DATA'];

describe.skipIf(!root)('online-retail as published (needs SHOPLAB_DATA/online-retail)', async () => {
  const dataset = root ? await loadData('online-retail') : undefined;

  it('gives the account of METRICS: 541,909 rows read, 396,337 kept', () => {
    expect(dataset!.account).toEqual({
      read: 541_909,
      steps: [
        { rule: 'has a customer', dropped: 135_080, left: 406_829 },
        { rule: 'is not a cancellation (invoice C...)', dropped: 8_905, left: 397_924 },
        { rule: 'positive quantity', dropped: 0, left: 397_924 },
        { rule: 'positive price', dropped: 40, left: 397_884 },
        { rule: 'stock code of a product (five digits first)', dropped: 1_547, left: 396_337 },
      ],
      kept: 396_337,
      notes: [{ note: 'kept rows repeat an earlier one exactly', rows: 396_337 - 391_150 }],
    });
  });

  it('has 4,334 customers, 3,659 items, 18,402 invoices and 266,221 pairs', () => {
    const { log, catalog, shoppers } = dataset!;
    expect([shoppers.length, catalog.length, log.sessions.length, log.actions.length]).toEqual([
      4_334, 3_659, 18_402, 396_337,
    ]);
    const feedback = feedbackFrom(dataset!, { source: 'actions', weights: { order: 1 } });
    const { colIdx, values } = toInteractions(feedback);
    expect(colIdx.length).toBe(266_221);
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(396_337);
    expect(new Set(catalog.id).size).toBe(3_659);
  });

  it('starts on 2010-12-01 08:26 and ends on 2011-12-09 12:50, every invariant kept', () => {
    const { log, catalog, shoppers } = dataset!;
    expect(log.origin).toBe('2010-12-01T00:00:00Z');
    expect(log.actions.time[0]).toBe((8 * 60 + 26) * 60);
    const last = Date.UTC(2011, 11, 9, 12, 50) / 1000 - Date.UTC(2010, 11, 1) / 1000;
    expect(log.actions.time.reduce((most, time) => Math.max(most, time), 0)).toBe(last);
    expect(checkLog(log, catalog, shoppers)).toEqual([]);
  });
});
