import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsWithin } from '../../algorithms/parts.ts';
import { ALGORITHMS as ALL } from '../../algorithms/registry.ts';
import { LoopStudySchema, studyPolicy } from '../../experiments/loops/loop-study.ts';
import { runLoopStudy } from '../../experiments/loops/run-loop-study.node.ts';
import { loadAnyStudy } from '../../experiments/study/load-study.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { ALGORITHMS } from './algorithms.ts';
import { isKind, openStage, played } from './plays.fixture.ts';
import { type Setting, SettingSchema, SHOP_POLICIES } from './setting.ts';
import { filesOf, labelOf, OWN_SCENARIO, STUDY_FILE, studyOf } from './study-of-setting.ts';

const small = (told: object = {}): Setting =>
  SettingSchema.parse({ shoppers: 80, items: 60, rounds: 3, ...told });
const shops = (a: object, b: object) => ({ shops: [a, b] });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-playground-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Digests of both sides as `shoplab run playground.yaml` files them. */
async function digestsOf(setting: Setting, name: string): Promise<string[]> {
  const own = mkdtempSync(join(folder, `${name}-`));
  for (const [file, text] of Object.entries(filesOf(setting))) writeFileSync(join(own, file), text);
  const loaded = await loadAnyStudy(join(own, STUDY_FILE));
  if (loaded.kind !== 'loop') throw new Error('not a study of loops');
  const { runs } = await runLoopStudy(loaded, {
    ...{ out: join(own, 'out'), threads: 2, version: 'test', command: 'npx shoplab run' },
    signal: new AbortController().signal,
    onStage: () => {},
  });
  return ([0, 1] as const).map((side) => {
    const run = runs.find(({ inputs }) => inputs.policy.label === labelOf(setting, side))!;
    return run.status === 'done' ? run.resultDigest : run.error;
  });
}

describe('a shop of the playground', () => {
  it.each([
    ['as it opens', small()],
    [
      'with everything moved',
      small({
        seed: '1: a "quoted" #seed',
        ...shops({ policy: 'popularity', diversity: 0.4 }, { policy: 'lin-ucb', exploration: 0.3 }),
        world: { popularityPull: 0.8, conformity: 0.5, drift: 0.6, fraud: 0.05 },
      }),
    ],
    [
      'in a scenario of one’s own',
      small({
        ...shops({ policy: 'popularity' }, { policy: 'oracle' }),
        scenario: 'extends: tiny\nlife: { drift: { click: 0.3 } }\ndays: 2\n',
      }),
    ],
  ])('%s comes to the digests of a command line', async (_name, setting) => {
    const digests = await digestsOf(setting, 'same');
    const [shop, rival] = [await played(setting, 0), await played(setting, 1)];
    expect([shop.outcome.resultDigest, rival.outcome.resultDigest]).toEqual(digests);
    expect(shop.outcome.resultDigest).not.toBe(rival.outcome.resultDigest);
  });

  it.each(SHOP_POLICIES)(
    'can have %s, re-ranked too, from the algorithms of the bundle alone',
    async (policy) => {
      const setting = small({ rounds: 2, ...shops({ policy }, { policy, diversity: 0.5 }) });
      for (const side of [0, 1] as const) expect((await played(setting, side)).rounds).toHaveLength(2);
      const { policies, world } = LoopStudySchema.parse(studyOf(setting));
      const made = policies.map(({ policy: told }) => studyPolicy(told, world));
      const used = made.flatMap((one) =>
        one.kind === 'learning'
          ? [one.name, ...partsWithin(one.name, one.params).map(({ part }) => part.name)]
          : [],
      );
      const [own, all]: Readonly<Record<string, unknown>>[] = [ALGORITHMS, ALL];
      for (const name of used) expect([name, own![name]]).toEqual([name, all![name]]);
      expect(used.length === 0).toBe(['random', 'oracle'].includes(policy));
    },
  );

  it('streams what its result holds in the end', async () => {
    const { world, rounds, outcome } = await played(small({ world: { fraud: 0.1 } }), 0);
    const { result } = outcome;
    expect(world).toMatchObject({ shoppers: 80, items: 60, rounds: 3 });
    expect(world.itemNames).toHaveLength(60);
    expect(world.departmentOf.every((one) => one < world.departments.length)).toBe(true);
    expect(world.itemPlaces).toHaveLength(120);
    expect(world.tastes).toHaveLength(160);
    expect(world.pushed.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(2);
    expect(rounds.map(({ done }) => done)).toEqual([1, 2, 3]);
    rounds.forEach(({ measures, tastes, shown }, nth) => {
      for (const [series, named] of Object.entries(result.series))
        for (const [name, { values }] of Object.entries(named))
          expect([series, name, measures[`${series}.${name}`]]).toEqual([series, name, values[nth]]);
      for (const [name, { values }] of Object.entries(result.outcomes))
        expect(measures[name]).toBe(values[nth]);
      expect(tastes).toHaveLength(160);
      // Coverage is of the items that were shown at all.
      const met = shown.reduce((sum, slots) => sum + (slots > 0 ? 1 : 0), 0);
      expect(measures['shown.catalogueCoverage']).toBeCloseTo(met / 60, 12);
    });
    const told = Object.entries(rounds.at(-1)!.groups).map(([name, rows]) => [
      name,
      rows.map(({ margin: _m, beyond: _b, ...row }) => row),
    ]);
    expect(Object.fromEntries(told)).toEqual(result.whole.groups);
  });

  it('places shoppers on a map that shows the share of their differences that it says', async () => {
    const { world, rounds } = await played(small({ rounds: 1, world: { drift: 0 } }), 0);
    const { tastes } = rounds[0]!;
    // Where nothing drifts, tastes stay where they began.
    expect(tastes).toEqual(world.tastes);
    const of = (at: 0 | 1) => Array.from({ length: 80 }, (_, row) => tastes[2 * row + at]!);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));
    const covariance = mean(of(0).map((x, row) => x * of(1)[row]!));
    expect(mean(of(0))).toBeCloseTo(0, 5);
    expect(covariance).toBeCloseTo(0, 5);
    expect(variance(of(0))).toBeGreaterThan(variance(of(1)));
    expect(world.mapShare).toBeGreaterThan(0.5);
    expect(world.mapShare).toBeLessThan(0.9);
  });

  it('waits, steps, goes on and stops where it is told, to the same end', async () => {
    const setting = small({ rounds: 4 });
    const { play, next, answers } = await openStage();
    const doneOf = (): number => answers.filter(isKind('round')).length;
    play.tell({ kind: 'start', job: 7, side: 0, setting, until: 0 });
    await next(isKind('waiting', ({ done }) => done === 0));
    expect(answers.map(({ kind }) => kind)).toEqual(['opened', 'waiting']);
    play.tell({ kind: 'go', job: 6, until: 4 });
    play.tell({ kind: 'go', job: 7, until: 1 });
    await next(isKind('waiting', ({ done }) => done === 1));
    expect(doneOf()).toBe(1);
    play.tell({ kind: 'go', job: 7, until: 4 });
    await next(isKind('round', ({ round }) => round.done === 2));
    // The round that has begun by then is the last.
    play.tell({ kind: 'pause', job: 7 });
    await next(isKind('waiting', ({ done }) => done === 3));
    expect(doneOf()).toBe(3);
    play.tell({ kind: 'go', job: 7, until: 9 });
    const { outcome } = await next(isKind('done'));
    expect(outcome.resultDigest).toBe((await played(setting, 0)).outcome.resultDigest);
  });

  it('tells of any shopper in all rounds so far, and of that one from then on', async () => {
    const setting = small({ watched: 3 });
    const { play, next, answers } = await openStage();
    play.tell({ kind: 'start', job: 1, side: 0, setting, until: 2 });
    await next(isKind('waiting'));
    play.tell({ kind: 'watch', job: 1, shopper: 5 });
    const { rounds } = await next(isKind('watched'));
    play.tell({ kind: 'go', job: 1, until: 3 });
    await next(isKind('done'));
    const all = (await played({ ...setting, watched: 5 }, 0)).rounds.map(({ watched }) => watched);
    expect(rounds).toEqual(all.slice(0, 2));
    expect(answers.filter(isKind('round')).at(-1)!.round.watched).toEqual(all[2]);
    play.tell({ kind: 'watch', job: 1, shopper: 80 });
    play.tell({ kind: 'watch', job: 1, shopper: 1 });
    expect(answers.filter(isKind('watched')).map(({ shopper }) => shopper)).toEqual([5, 1]);
    // All slots of all home pages add up: nothing is told twice, nothing is lost.
    const clicks = Array.from({ length: 80 }, (_, shopper) => {
      play.tell({ kind: 'watch', job: 1, shopper });
      const told = answers.at(-1)! as Extract<(typeof answers)[number], { kind: 'watched' }>;
      return told.rounds.flatMap(({ shown }) => shown);
    }).flat();
    const { outcome } = answers.find(isKind('done'))!;
    expect(clicks.length).toBeGreaterThan(500);
    expect(clicks.some(({ clicked }) => clicked)).toBe(true);
    expect(outcome.result.counts.shoppers).toBe(80);
  });

  it('drops what is superseded, at once, also within a fit', async () => {
    const { play, next, answers } = await openStage();
    const slow = small({
      shoppers: 600,
      items: 600,
      rounds: 60,
      ...shops({ policy: 'bpr' }, { policy: 'als' }),
    });
    play.tell({ kind: 'start', job: 1, side: 0, setting: slow });
    await next(isKind('round', ({ job }) => job === 1));
    const before = answers.length;
    play.tell({ kind: 'start', job: 2, side: 0, setting: small() });
    play.tell({ kind: 'start', job: 3, side: 0, setting: small({ rounds: 2 }) });
    await next(isKind('done', ({ job }) => job === 3));
    expect(answers.slice(before).map((answer) => 'job' in answer && answer.job)).toEqual([3, 3, 3, 3]);
  });

  it.each([
    'extends: tiny\nlife: { drift: { clik: 0.3 } }\ndays: many\n',
    'extends: tiny\n  days: 3\n',
    'extends: tyni\n',
    '- 1\n',
  ])('says what is wrong with %j as a command line does', async (scenario) => {
    const file = join(folder, OWN_SCENARIO);
    writeFileSync(file, scenario);
    const fault = await loadScenario(file).then(
      () => [],
      (error: { faults: readonly string[] }) => error.faults,
    );
    const { play, next } = await openStage();
    play.tell({ kind: 'start', job: 1, side: 1, setting: small({ scenario }) });
    const { faults } = await next(isKind('failed'));
    // A command line names the file by the path to it, cut where it is long.
    const named = fault.map((line) => line.replace(/^.*playground-scenario\.y[aml.]*(?=:\d)/, OWN_SCENARIO));
    expect(faults).toEqual(named);
    expect(faults.length).toBeGreaterThan(0);
  });

  it('refuses a world that is too large for a page', async () => {
    const scenario = 'extends: marketplace\n';
    await expect(played(small({ scenario, rounds: 5 }), 0)).resolves.toBeDefined();
    await expect(
      played(small({ scenario: 'extends: marketplace\nshoppers: { count: 20000 }\n' }), 0),
    ).rejects.toThrow(/shoppers\.count: 20000 is above 2000/);
  });
});
