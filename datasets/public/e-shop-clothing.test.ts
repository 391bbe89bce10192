import { describe, expect, it } from 'vitest';
import { gini, mean, quantile } from '../../numerics/stats.ts';
import { checkLog } from '../log-invariants.ts';
import { E_SHOP_COLUMNS, eShopDataset, writeEShop } from './e-shop-clothing.ts';
import { loadData } from './registry.node.ts';

const HEADER = E_SHOP_COLUMNS.join(';');
/** Two sessions and a repeated line; the second session's clicks stand out of order. */
const LINES = [
  '2008;4;2;1;29;7;1;A13;1;5;1;28;2;1',
  '2008;4;1;2;9;3;2;B4;10;2;2;52;1;1',
  '2008;4;1;1;9;3;1;A13;1;5;1;28;2;1',
  '2008;4;2;2;29;7;4;A13;1;5;1;28;2;1',
  '2008;4;2;2;29;7;4;A13;1;5;1;28;2;1',
];
const CSV = `${HEADER}\n${LINES.join('\n')}\n`;
const read = (text: string) => eShopDataset(text, 'x.csv');

describe('eShopDataset by hand', () => {
  const dataset = read(CSV);
  const { sessions, actions } = dataset.log;

  it('makes a session a visit, by day, and an action a click, by number', () => {
    expect(dataset.log.origin).toBe('2008-04-01T00:00:00Z');
    expect([...sessions.start]).toEqual([0, 86_400]);
    expect([...actions.session]).toEqual([0, 0, 1, 1]);
    expect([...actions.seq]).toEqual([0, 1, 0, 1]);
    expect([...actions.time]).toEqual([0, 0, 86_400, 86_400]);
    expect([...actions.item]).toEqual([0, 1, 0, 0]);
    expect([...actions.price]).toEqual([2800, 5200, 2800, 2800]);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('says that it knows days only, and that a session is a shopper', () => {
    expect([dataset.timed, dataset.timeStep]).toEqual([true, 86_400]);
    expect(dataset.shoppers.id).toEqual(['3', '7']);
    expect(dataset.shoppers.region).toEqual(['Czech Republic', 'Poland']);
    expect(dataset.account.notes!.map(({ rows }) => rows)).toEqual([2, 2]);
  });

  it('drops, and counts, a click number that repeats', () => {
    expect([dataset.account.read, dataset.account.kept]).toEqual([5, 4]);
    expect(dataset.account.steps).toEqual([
      { rule: 'click number not yet seen in its session', dropped: 1, left: 4 },
    ]);
  });

  it('knows models by category, colour, place, photograph and page', () => {
    expect(dataset.catalog.id).toEqual(['A13', 'B4']);
    expect(dataset.catalog.category).toEqual(['trousers', 'skirts']);
    expect(dataset.catalog.attributes[1]).toBe('colour=olive|place=top middle|photo=profile|page=1');
  });

  it('reads an empty file as an empty log', () => {
    expect(read(`${HEADER}\n`).account).toEqual({
      read: 0,
      steps: [{ rule: 'click number not yet seen in its session', dropped: 0, left: 0 }],
      kept: 0,
      notes: [],
    });
  });

  it('writes other spellings in the canonical one', () => {
    const other = `\ufeff${CSV.replaceAll('\n', '\r\n').replaceAll(';', ',')}`.replace('\ufeff', '');
    expect([...writeEShop(other, 'x.csv')].join('')).toBe(CSV);
  });

  it('refuses damaged lines by file and line', () => {
    const damaged = (from: string, to: string) => () => read(CSV.replace(from, to));
    expect(damaged('2008;4;2;1', '2008;4;31;1')).toThrow('x.csv:2 day: "2008-4-31" is not readable');
    expect(damaged(';29;7;1', ';48;7;1')).toThrow('x.csv:2 country: "48" is not readable');
    expect(damaged('B4', '')).toThrow('x.csv:3 page 2 (clothing model): "" is not readable');
    expect(damaged(';28;2;1\n', ';-28;2;1\n')).toThrow('x.csv:2 price: "-28" is not readable');
    expect(damaged('session ID', 'session')).toThrow('x.csv:1 columns year, month');
  });
});

const root = process.env['SHOPLAB_DATA'];

describe.skipIf(!root)('e-shop-clothing as published (needs SHOPLAB_DATA/e-shop-clothing)', async () => {
  const dataset = root ? await loadData('e-shop-clothing') : undefined;

  it('has 165,474 clicks in 24,026 sessions on 217 models from 47 countries, none dropped', () => {
    const { account, catalog, shoppers, log } = dataset!;
    expect([account.read, account.kept, log.actions.length]).toEqual([165_474, 165_474, 165_474]);
    expect([log.sessions.length, catalog.length]).toEqual([24_026, 217]);
    expect(new Set(shoppers.region).size).toBe(47);
    expect(checkLog(log, catalog, shoppers)).toEqual([]);
  });

  it('has the figures counted apart: Gini .41, clicks a session 4, 6.9, 16, 42, weekdays', () => {
    const { actions, sessions } = dataset!.log;
    const perItem = new Float64Array(217);
    const perSession = new Float64Array(sessions.length);
    const perDay = new Float64Array(7);
    actions.session.forEach((session, row) => {
      perItem[actions.item[row]!]!++;
      perSession[session]!++;
      // The log starts on a Tuesday.
      perDay[(Math.floor(actions.time[row]! / 86_400) + 1) % 7]!++;
    });
    expect(gini(perItem)).toBeCloseTo(0.409, 3);
    expect([0.5, 0.9, 0.99].map((p) => quantile(perSession, p))).toEqual([4, 16, 42]);
    expect(mean(perSession)).toBeCloseTo(6.887, 3);
    expect(perSession.filter((clicks) => clicks === 1).length / sessions.length).toBeCloseTo(0.2099, 4);
    expect([...perDay]).toEqual([25_241, 28_697, 27_959, 25_356, 22_684, 16_779, 18_758]);
  });
});
