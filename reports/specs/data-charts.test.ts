import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sealDataFigures } from '../../datasets/data-figures/data-figures.ts';
import { standApart } from '../../numerics/mover.ts';
import { dataFacts } from '../page/provenance.ts';
import { CLAIMS, type FiguresOptions, figuresFixture } from '../study/data-figures.fixture.ts';
import { readStudy } from '../study/study-files.node.ts';
import { studyFixture, writeFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';
import type { Chart } from './chart.ts';
import { placeOf } from './data-claims.ts';
import { amount } from './data-marks.ts';
import { sectionsOf } from './registry.ts';

const SECTIONS = ['visits', 'spreads', 'claims'];
const viewOf = (options: FiguresOptions) =>
  studyView(studyFixture({ labels: ['als'], figures: figuresFixture(options) }));
const chartsOf = (options: FiguresOptions): Chart[] =>
  sectionsOf(viewOf(options), LIGHT).flatMap(({ id, charts }) => (SECTIONS.includes(id) ? charts : []));
const namesOf = (options: FiguresOptions): string[] => chartsOf(options).map(({ name }) => name);
const named = (charts: readonly Chart[], name: string): Chart => charts.find((chart) => chart.name === name)!;
const notKnown = (options: FiguresOptions): string =>
  dataFacts(viewOf(options)).find(([name]) => name === 'Not known')?.[1] ?? '';

describe('charts of data', () => {
  it('draw what is known, and the page says what is not', () => {
    expect(namesOf({ claims: CLAIMS })).toEqual([
      ...['data-claims', 'data-funnel', 'data-devices', 'data-slots'],
      ...['data-places-desktop', 'data-places-phone'],
      ...['data-hours-visits', 'data-hours-clicks', 'data-hours-orders'],
      ...['data-days-visits', 'data-days-orders', 'data-days-ratings'],
      ...['data-popularity', 'data-lorenz', 'data-items', 'data-shoppers', 'data-orders', 'data-baskets'],
      ...['data-prices', 'data-categories', 'data-ratings', 'data-words'],
    ]);
    expect(notKnown({})).toBe('');
    expect(namesOf({ only: 'ratings' })).toEqual([
      ...['data-hours-ratings', 'data-days-ratings', 'data-popularity', 'data-lorenz'],
      ...['data-items', 'data-shoppers', 'data-categories', 'data-ratings'],
    ]);
    expect(notKnown({ only: 'ratings' })).toBe(
      'the data tells of no visits; the data does not tell what was shown; the data tells no prices; the data tells of no orders',
    );
    expect(notKnown({ only: 'orders' })).toContain('no clicks; the data tells of no carts');
    expect(namesOf({ only: 'nothing' })).toEqual([]);
    expect(notKnown({ only: 'nothing' })).toContain('the data has no times');
    expect(namesOf({ timeStep: 86_400 })).toContain('data-weekdays-visits');
    expect(notKnown({ timeStep: 86_400 })).toContain('the data knows days, not times of day');
    expect(chartsOf({ only: 'orders' }).map(({ name }) => name)).not.toContain('data-funnel');
    expect(
      sectionsOf(studyView(studyFixture({})), LIGHT)
        .flatMap(({ charts }) => charts.map(({ name }) => name))
        .filter((name) => name.startsWith('data-')),
    ).toEqual(['data-account']);
  });

  it('have titles that say what their tables hold', () => {
    const charts = chartsOf({ claims: CLAIMS });
    const funnel = named(charts, 'data-funnel');
    const [visits, , , carts, orders] = funnel.table.rows.map((row) => Number(row[1]));
    expect(visits).toBe(400);
    expect(funnel.title).toContain('of visits end in an order');
    expect(Number(/^([\d.]+) %/.exec(funnel.title)![1])).toBeCloseTo((100 * orders!) / 400, 1);
    expect(carts).toBeGreaterThan(orders!);
    const devices = named(charts, 'data-devices');
    const estimates = devices.table.rows
      .map((row) => ({ mean: Number(row[3]), low: Number(row[4]), high: Number(row[5]) }))
      .sort((a, b) => b.mean - a.mean);
    const among = estimates.length;
    const differ = standApart(estimates[0]!, estimates.at(-1)!, { level: 0.95, among });
    expect(devices.title).toMatch(differ ? /most often, .* least, / : /about as often: .*, within chance$/);
    const slots = named(charts, 'data-slots');
    const best = slots.table.rows.toSorted((a, b) => Number(b[4]) - Number(a[4]))[0]!;
    expect(slots.title).toContain(`at ${best[0]}, slot ${best[1]} is clicked`);
    expect(
      named(charts, 'data-categories')
        .table.rows.map(([name]) => name)
        .sort(),
    ).toEqual(['one', 'three', 'two']);
    expect(named(charts, 'data-claims').title).toBe(
      '1 of 4 claimed figures met; missed: fiveStarShare and meanRating; not to be measured: peakMonth',
    );
    expect(named(charts, 'data-claims').table.rows[2]!.slice(2, 5)).toEqual([9, 'at most 4', 'fail']);
    // The last visit starts on day 2,993.
    const long = chartsOf({ timeStep: 86_400, days: 3000 });
    expect(named(long, 'data-days-visits').takeaway).toContain('each point stands for 28 days');
    expect(named(long, 'data-days-visits').table.rows).toHaveLength(107);
  });

  it('keep hostile names apart, also where they are the same once cut', () => {
    const categories = ['x'.repeat(80), `${'x'.repeat(80)}y`, '<script>alert(1)</script>'];
    const names = named(chartsOf({ categories }), 'data-categories').table.rows.map(([name]) => String(name));
    expect(new Set(names).size).toBe(3);
    expect(names).toContain('<script>alert(1)</script>');
    expect(Math.max(...names.map((name) => name.length))).toBeLessThan(70);
  });
});

describe('words for figures', () => {
  it('have three digits at most', () => {
    expect([0, 0.754, 4.25, 7.2, 22.54, 280, 1234.5].map(amount)).toEqual([
      '0',
      '0.75',
      '4.25',
      '7.2',
      '22.5',
      '280',
      '1,235',
    ]);
  });
  it('place a figure in its band', () => {
    expect(placeOf(3, { atLeast: 2, atMost: 4 })).toBe(0.5);
    expect([placeOf(0.5, { atLeast: 0.5 }), placeOf(2, { atLeast: 0.5 })]).toEqual([0, 2]);
    expect([placeOf(4, { atMost: 4 }), placeOf(9, { atMost: 4 }), placeOf(-1, { atMost: 4 })]).toEqual([
      1, 2, -0.25,
    ]);
    expect(placeOf(2, { atLeast: 2, atMost: 2 })).toBe(0.5);
  });
});

describe('the file of figures', () => {
  it('is read where it is of the data, left out where it is not, and refused where it was changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shoplab-figures-'));
    try {
      const figures = figuresFixture();
      await writeFixture(folder, studyFixture({ labels: ['als'], figures }));
      expect((await readStudy(folder)).figures).toEqual(figures);
      const file = join(folder, 'data-figures.json');
      const { digest: _, ...body } = figures;
      await writeFile(file, JSON.stringify(sealDataFigures({ ...body, data: 'other' })));
      expect(await readStudy(folder)).not.toHaveProperty('figures');
      await writeFile(file, JSON.stringify({ ...figures, level: 0.9 }));
      await expect(readStudy(folder)).rejects.toThrow(
        /data-figures\.json: the content does not match its digest/,
      );
      await writeFile(file, JSON.stringify({ ...figures, popularity: [{ of: '<b>' }] }));
      await expect(readStudy(folder)).rejects.toThrow(/data-figures\.json is damaged: popularity\.0/);
      await writeFile(file, (await readFile(file, 'utf8')).slice(0, 100));
      await expect(readStudy(folder)).rejects.toThrow(/damaged: not JSON/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
