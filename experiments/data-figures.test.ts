/** Data figures of a filed log, counted a second time in SQL over its Parquet files. */

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Absent, isAbsent } from '../datasets/data-figures/absent.ts';
import { type DataFigures, dataFigures } from '../datasets/data-figures/data-figures.ts';
import { type DuckDb, openDuckDb } from '../datasets/store/parquet.node.ts';
import { readStore } from '../datasets/store/reader.node.ts';
import { runSimulation } from '../simulator/rounds/run-simulation.node.ts';
import { loadScenario } from '../simulator/scenario/load-scenario.node.ts';
import { DATA_FIGURES_FILE, fileDataFigures } from './data-figures.node.ts';

let folder: string;
let db: DuckDb;
let figures: DataFigures;
let study: Awaited<ReturnType<typeof readStore>>['dataset'];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-data-figures-'));
  const scenario = await loadScenario('tiny', {
    set: ['shoppers.count=150', 'days=9', 'targets={ clicksPerImpression: [0, 1] }'],
  });
  await runSimulation({ scenario, out: join(folder, 'log') });
  const { dataset, manifest } = await readStore(join(folder, 'log'));
  study = dataset;
  figures = dataFigures(dataset, manifest.figures);
  db = await openDuckDb();
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

/** `{sessions}` stands for the files of a table. */
async function rows(sql: string): Promise<unknown[][]> {
  const text = sql.replace(/\{(\w+)\}/g, (_, name: string) => `'${join(folder, 'log', name)}/*.parquet'`);
  const reader = await db.connection.runAndReadAll(text);
  return reader
    .getRows()
    .map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value)));
}
/** A part that is there. */
function known<T extends object>(part: T | Absent): T {
  if (isAbsent(part)) throw new Error(part.absent);
  return part;
}

it('the funnel', async () => {
  const { visits, stages, orders, devices } = known(figures.visits);
  expect([[visits]]).toEqual(await rows('select count(*) from {sessions}'));
  const counted = await rows(`
    select 'impression', count(*), count(distinct session) from {impressions} union all
    select kind, count(*), count(distinct session) from {actions} where kind in ('click', 'cart', 'order') group by kind`);
  const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
  expect(stages.map(({ stage, events, visits: n }) => [stage, events, n]).sort(byName)).toEqual(
    counted.sort(byName),
  );
  expect([[orders]]).toEqual(
    await rows('select count(distinct "order") from {actions} where kind = \'order\''),
  );
  const ordered = await rows(`
    select device, count(*), count(*) filter (session in (select session from {actions} where kind = 'order'))
    from {sessions} where device <> 'unknown' group by device order by device`);
  expect(
    devices.map(({ device, visits: n, reach }) => [device, n, reach.at(-1)!.visits]).sort(byName),
  ).toEqual(ordered);
});

it('clicks by slot and by place', async () => {
  const { slots } = known(figures.slots);
  const counted = await rows(`
    select surface, position + 1, count(*), count(*) filter (exists (
      select 1 from {actions} a where a.kind = 'click' and a.session = i.session and a.slate = i.slate and a.position = i.position))
    from {impressions} i where position < 40 group by all order by 1, 2`);
  const own = slots
    .filter(({ position }) => position <= 40)
    .map(({ surface, position, shown, clicked }) => [surface, position, shown, clicked]);
  expect(own.sort((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : Number(a[1]) - Number(b[1])))).toEqual(
    counted,
  );
  const [phone] = figures.places.filter(({ device }) => device === 'phone');
  const lines = await rows(`
    select least(29, y // 100) * 20 + (x - 1) * 20 // 1000, count(*)
    from {actions} join {sessions} using (session) where kind = 'click' and device = 'phone' and x is not null group by 1 order by 1`);
  expect([...phone!.counts.entries()].filter(([, count]) => count > 0)).toEqual(lines);
});

it('hours, weekdays and days', async () => {
  const { courses, days } = known(figures.moments);
  const of = (name: string) => courses.find((course) => course.of === name)!;
  const origin = `timestamp '${study.log.origin.slice(0, 19).replace('T', ' ')}'`;
  const times = {
    visits: 'select start as t from {sessions}',
    clicks: "select time as t from {actions} where kind = 'click'",
    orders: 'select min(time) as t from {actions} where kind = \'order\' group by "order"',
    ratings: 'select time as t from {reviews}',
  };
  for (const [name, sql] of Object.entries(times)) {
    const hours = await rows(`
      select (isodow(${origin} + to_seconds(t)) - 1) * 24 + hour(${origin} + to_seconds(t)), count(*) from (${sql}) group by 1 order by 1`);
    expect(
      [...of(name).hours!.entries()].filter(([, count]) => count > 0),
      name,
    ).toEqual(hours);
    const byDay = await rows(`
      select least(${days - 1}, date_diff('day', ${origin}, ${origin} + to_seconds(t))), count(*) from (${sql}) group by 1 order by 1`);
    expect(
      [...of(name).days.entries()].filter(([, count]) => count > 0),
      name,
    ).toEqual(byDay);
  }
});

it('popularity, spreads, prices, ratings and categories', async () => {
  const lines = figures.popularity.find(({ of }) => of === 'order lines')!;
  const ranked = await rows(
    "select count(*) as n from {actions} where kind = 'order' group by item order by n desc",
  );
  expect(lines.ranks.map(({ rank, rows: n }) => [rank, n])).toEqual(
    lines.ranks.map(({ rank }) => [rank, ranked[rank - 1]![0]]),
  );
  expect(lines.having).toBe(ranked.length);
  // Gini by its mean absolute difference, over all pairs of the catalog.
  const [[gini]] = await rows(`
    with c as (select c.item, count(a.item) as n from {catalog} c left join (select item from {actions} where kind = 'order') a using (item) group by 1)
    select sum(abs(x.n - y.n)) / (2 * pow((select count(*) from c), 2) * (select avg(n) from c)) from c x, c y`);
  expect(lines.gini).toBeCloseTo(gini as number, 12);
  const [[n, mean, median, most]] = await rows(`
    select count(*), avg(n), median(n), max(n) from (
      select count(*) as n from {actions} join {sessions} using (session) where kind = 'order' and shopper is not null group by shopper)`);
  expect(figures.spreads.shoppers).toMatchObject({ n, median, most });
  expect((figures.spreads.shoppers as { mean: number }).mean).toBeCloseTo(mean as number, 12);
  const [prices] = await rows(
    "select count(*), quantile_cont(price, [0.05, 0.25, 0.5, 0.75, 0.95]) from {actions} where kind = 'order' and price > 0",
  );
  const paid = known(figures.prices).spreads.find(({ of }) => of === 'order lines')!;
  expect(paid.n).toBe(prices![0]);
  const quantiles = (prices![1] as { items: number[] }).items;
  for (const [i, value] of paid.quantiles.entries()) expect(value).toBeCloseTo(quantiles[i]!, 9);
  const stars = await rows('select rating, count(*) from {reviews} group by 1 order by 1');
  const [[backed]] = await rows('select count("order") from {reviews}');
  expect(figures.ratings).toMatchObject({
    values: stars.map(([value, count]) => ({ stars: value, n: count })),
    verified: { n: backed },
  });
  const categories = await rows(`
    select split_part(category, ' > ', 1) as name, count(distinct item), count(kind)
    from {catalog} left join (select item, kind from {actions} where kind = 'order') using (item)
    where category <> '' group by 1 order by 3 desc, 2 desc, 1`);
  const own = known(figures.categories).largest;
  expect(own.map(({ name, items, rows: count }) => [name, items, count])).toEqual(categories.slice(0, 20));
});

it('claims are those of the manifest, and figures are filed once for each content of the data', async () => {
  expect(figures.claims!.map(({ name, target }) => [name, target!.verdict])).toEqual([
    ['clicksPerImpression', 'pass'],
  ]);
  const out = mkdtempSync(join(folder, 'study-'));
  const file = join(out, DATA_FIGURES_FILE);
  await fileDataFigures(out, study);
  const first = readFileSync(file, 'utf8');
  const { mtimeMs } = statSync(file);
  await fileDataFigures(out, study);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
  writeFileSync(file, first.replace('"level":0.95', '"level":0.5'));
  await fileDataFigures(out, study);
  expect(readFileSync(file, 'utf8')).toBe(first);
  await fileDataFigures(out, { ...study, provenance: { ...study.provenance, digest: 'other' } });
  expect(JSON.parse(readFileSync(file, 'utf8')).data).toBe('other');
});
