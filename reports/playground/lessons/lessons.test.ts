import { beforeAll, describe, expect, it } from 'vitest';
import { kernelHost } from '../../../numerics/kernels/open-host.node.ts';
import { shippedTexts } from '../../../simulator/scenario/load-scenario.node.ts';
import { SettingSchema } from '../setting.ts';
import { overtakes } from './cold-start.ts';
import { restOfCatalogue } from './exploration.ts';
import { shares } from './fake-reviews.ts';
import { type ArmRun, armSetting, type Lesson, stageSetting, type World } from './lesson.ts';
import { differenceOf, inWorlds, lastOf, onDay, paired, shareOf, verdictOf, wholeOf } from './paired.ts';
import { lost } from './privacy.ts';
import { LESSONS, lessonNamed } from './registry.ts';
import { runArm } from './run-arm.ts';

/** A result that holds what answers ask for: the same number everywhere, but where told otherwise. */
function run(
  {
    whole = {},
    days = {},
    last = {},
  }: { whole?: Record<string, number>; days?: Record<string, number[]>; last?: Record<string, number> },
  more: Partial<ArmRun> = {},
): ArmRun {
  const course = (values: number[]) => ({ values, n: values.map(() => 1) });
  const series = (name: string) =>
    Object.fromEntries(
      ['intraDiversity', 'interJaccard', 'catalogueGini', 'catalogueCoverage'].map((measure) => [
        measure,
        course([0.8, last[`${name}.${measure}`] ?? 0.5]),
      ]),
    );
  const result = {
    rounds: [1, 2],
    series: { shown: series('shown'), engaged: series('engaged'), latent: series('latent') },
    outcomes: Object.fromEntries(Object.entries(days).map(([name, values]) => [name, course(values)])),
    sellers: null,
    whole: { outcomes: { slotRegret: 2, clicks: 10, ...whole }, sellers: null, groups: {} },
    counts: { shoppers: 1, items: 3, rounds: 2, pairs: 1, fits: 1 },
  };
  return { result: result as unknown as ArmRun['result'], shown: [1, 1, 2], pushed: [0, 0, 1], ...more };
}

describe('differences within worlds', () => {
  it('have an interval by Student’s t over worlds', () => {
    // Mean 2, standard deviation 1, n 3: t(0.975, 2) = 4.3027, so 2 -+ 4.3027 / sqrt(3).
    const { mean, low, high, above, worlds } = differenceOf([1, 2, 3]);
    expect([mean, above, worlds]).toEqual([2, 3, 3]);
    expect(low).toBeCloseTo(-0.4841, 3);
    expect(high).toBeCloseTo(4.4841, 3);
    expect(verdictOf(differenceOf([1, 2, 3]))).toBe('open');
    expect(verdictOf(differenceOf([2, 2.1, 1.9]))).toBe('above');
    expect(verdictOf(differenceOf([-2, -2.1, -1.9]))).toBe('below');
  });

  it('are never settled by one world', () => {
    expect(verdictOf(differenceOf([5]))).toBe('open');
    expect(differenceOf([5])).toMatchObject({ mean: 5, low: null, high: null });
  });

  it('count the worlds that agree, and leave out those in which something is not defined', () => {
    expect(inWorlds(differenceOf([1, -1, 2]))).toBe('in 2 of 3 worlds');
    expect(inWorlds(differenceOf([-1]))).toBe('in 1 of 1 world');
    const worlds: World[] = [
      { a: run({ whole: { slotRegret: 3 } }), b: run({ whole: { slotRegret: 1 } }) },
      { a: run({ whole: { slotRegret: null as unknown as number } }), b: run({}) },
    ];
    expect(paired(worlds, ['a', wholeOf('slotRegret')], ['b', wholeOf('slotRegret')])).toMatchObject({
      mean: 2,
      worlds: 1,
    });
    expect(shareOf([0, 1, 1])(run({}))).toBe(0.75);
    expect(lastOf('shown', 'catalogueGini')(run({ last: { 'shown.catalogueGini': 0.7 } }))).toBe(0.7);
  });
});

describe('every lesson', () => {
  it('has a name of its own, and settings that are in range', () => {
    expect(new Set(LESSONS.map(({ id }) => id)).size).toBe(LESSONS.length);
    expect(LESSONS.map(({ id }) => id)).toEqual([
      ...['filter-bubble', 'popularity-bias', 'cold-start', 'exploration'],
      ...['fake-reviews', 'offline-metrics', 'privacy'],
    ]);
    expect(lessonNamed('<b>')).toBeUndefined();
    for (const lesson of LESSONS) {
      const settings = [
        stageSetting(lesson),
        ...lesson.arms.map((arm) => armSetting(lesson, arm, lesson.seeds[0]!)),
        ...lesson.next.map(({ change }) => change(stageSetting(lesson))),
      ];
      for (const setting of settings) expect(SettingSchema.parse(setting)).toEqual(setting);
    }
  });

  it('shows two different shops on the stage, of arms of the lesson', () => {
    for (const lesson of LESSONS) {
      const [a, b] = stageSetting(lesson).shops;
      expect([lesson.id, JSON.stringify(a) !== JSON.stringify(b)]).toEqual([lesson.id, true]);
      const arms = lesson.stage.map((id) => lesson.arms.find((arm) => arm.id === id)!);
      // The two shops of the page share a world.
      expect([lesson.id, arms[1]!.world, arms[1]!.scenario]).toEqual([
        lesson.id,
        arms[0]!.world,
        arms[0]!.scenario,
      ]);
    }
  });

  it('names what to read: who, when, what, where, and its digital object identifier', () => {
    for (const { id, reference } of LESSONS) {
      expect([id, reference.text]).toEqual([
        id,
        expect.stringMatching(/^\p{L}[^\d]+ (19|20)\d\d, \p{L}.+, .+$/u),
      ]);
      expect([id, reference.url]).toEqual([
        id,
        expect.stringMatching(/^https:\/\/doi\.org\/10\.\d{4}\/\S+$/),
      ]);
    }
  });

  it('tries several worlds, and asks for more than one answer', () => {
    for (const { seeds, choices, arms } of LESSONS) {
      expect(new Set(seeds).size).toBeGreaterThanOrEqual(5);
      expect(new Set(choices.map(({ id }) => id)).size).toBeGreaterThanOrEqual(2);
      expect(new Set(arms.map(({ id }) => id)).size).toBe(arms.length);
    }
  });

  it.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    '%s claims nothing where its arms do not differ',
    (_id, lesson) => {
      const same = run(
        { days: { slotRegret: Array.from({ length: 12 }, () => 2) } },
        { offline: { recall: 0.3, shoppers: 5 } },
      );
      const worlds = lesson.seeds.map(
        (): World => Object.fromEntries(lesson.arms.map(({ id }) => [id, same])),
      );
      const { choice, sentences } = lesson.answer(worlds);
      // Equal in every world: that they are the same to within a margin is told, and nothing else.
      const claims = { 'filter-bubble': 'same', 'fake-reviews': 'neither' } as Record<string, string>;
      expect(choice).toBe(claims[lesson.id] ?? null);
      expect(sentences.join(' ')).not.toMatch(/NaN|undefined|n\/a/);
    },
  );
});

describe('answers', () => {
  const five = (make: (i: number) => World): World[] => Array.from({ length: 5 }, (_, i) => make(i));

  it('filter bubble: with the numbers of these worlds, whichever way they point', () => {
    const worlds = (learns: number, chance: number) =>
      five((i) => ({
        learns: run({ last: { 'latent.intraDiversity': learns + i / 1000, 'shown.intraDiversity': 0.4 } }),
        chance: run({ last: { 'latent.intraDiversity': chance } }),
      }));
    const lesson = lessonNamed('filter-bubble')!;
    const narrower = lesson.answer(worlds(0.6, 0.7));
    expect(narrower.choice).toBe('learns');
    expect(narrower.sentences[1]).toBe(
      'The variety of the ten items that a shopper would like best went from 0.80 to 0.60 in the learning shop; under chance it ended at 0.70 (narrower in the learning shop in 5 of 5 worlds).',
    );
    // Narrowed by 0.2 to 0.196, 0.1 to 0.096 more than under chance.
    expect(narrower.sentences[2]).toContain('49 % of the narrowing is the shop’s doing (95 %: 49 to 50 %)');
    expect(narrower.sentences[3]).toContain('narrower even than what people would like best');
    // Narrower in every world, but by less than a tenth of what tastes have narrowed: no difference worth the name.
    const hardly = lesson.answer(worlds(0.6, 0.61));
    expect([hardly.choice, hardly.sentences[0]]).toEqual([
      'same',
      'Tastes end about as narrow in both shops.',
    ]);
    expect(lesson.answer(worlds(0.6, 0.622)).choice).toBe(null);
    const not = lesson.answer(worlds(0.798, 0.85));
    expect([not.choice, not.sentences[0]]).toEqual([null, expect.stringContaining('did not clearly narrow')]);
    const wider = lesson.answer(worlds(0.75, 0.7));
    expect([wider.choice, wider.sentences[0]]).toEqual([
      'chance',
      expect.stringContaining('the other way round'),
    ]);
  });

  it('cold start: the first day from which als stays ahead', () => {
    const worlds = five(() => ({
      als: run({ days: { slotRegret: [4, 2, 4, 3, 2, 2, 2, 2, 2, 2, 2, 1] } }),
      popularity: run({ days: { slotRegret: Array.from({ length: 12 }, () => 3.5) } }),
      content: run({ days: { slotRegret: Array.from({ length: 12 }, () => 3) } }),
    }));
    expect(overtakes(worlds)).toBe(4);
    expect(lessonNamed('cold-start')!.answer(worlds).choice).toBe('middle');
    expect(onDay('slotRegret', 2)(worlds[0]!['als']!)).toBe(2);
    // Ahead on average on day 4 too, but not clearly.
    const swinging = five((i) => ({
      ...worlds[i]!,
      als: run({ days: { slotRegret: [4, 2, 4, 3.4 + (i - 2), 2, 2, 2, 2, 2, 2, 2, 1] } }),
    }));
    expect(overtakes(swinging)).toBe(5);
  });

  it('exploration: what the half of the catalogue gets that is shown least', () => {
    expect(restOfCatalogue(run({}, { shown: [6, 0, 3, 1] }))).toBe(0.1);
    expect(restOfCatalogue(run({}, { shown: [0, 0] }))).toBe(null);
    const worlds = five((i) => ({
      e0: run({ whole: { slotRegret: 1 } }, { shown: [9, 1] }),
      e10: run({ whole: { slotRegret: 1.2 + i / 100 } }),
      e30: run({ whole: { slotRegret: 1.4 } }),
      e60: run({ whole: { slotRegret: 1.9 } }, { shown: [6, 4] }),
    }));
    const { choice, sentences, strips } = lessonNamed('exploration')!.answer(worlds);
    expect(choice).toBe('e0');
    expect(sentences[2]).toBe(
      'What it buys is knowledge of the rest: the half of the catalogue that is shown least gets 10.0 % of places without exploring, 40.0 % with 60 %.',
    );
    expect(strips[1]!.rows[3]).toEqual({ label: '60 %', values: [40, 40, 40, 40, 40] });
  });

  it('fake reviews: places won, against the same items in the honest world', () => {
    const world: World = {
      'popularity-honest': run({}, { shown: [5, 5, 0], pushed: [0, 0, 0] }),
      'popularity-fake': run({}, { shown: [4, 4, 2], pushed: [0, 0, 1] }),
      'als-honest': run({}, { shown: [9, 0, 1], pushed: [0, 0, 0] }),
      'als-fake': run({}, { shown: [9, 0, 1], pushed: [0, 0, 1] }),
    };
    expect(shares(world, 'popularity')).toEqual({ honest: 0, fake: 0.2 });
    const { choice, sentences } = lessonNamed('fake-reviews')!.answer(five(() => world));
    expect(choice).toBe('popularity');
    expect(sentences[2]).toMatch(/^Whether everybody else pays for it these worlds do not settle/);
    const harmed = five((i) => ({
      ...world,
      'popularity-fake': run({ whole: { slotRegret: 3 + i / 100 } }, { shown: [4, 4, 2], pushed: [0, 0, 1] }),
    }));
    expect(lessonNamed('fake-reviews')!.answer(harmed).sentences[2]).toMatch(
      /^Everybody else pays: people miss 3\.02 .* \(in 5 of 5 worlds\)\.$/,
    );
    // Won in every world, but less than one place in a hundred.
    const hardly = five(
      (): World => ({
        ...world,
        'popularity-fake': run({}, { shown: [499, 499, 2], pushed: [0, 0, 1] }),
      }),
    );
    expect(lessonNamed('fake-reviews')!.answer(hardly).choice).toBe('neither');
    expect(sentences[1]).toContain(
      'In the popularity shop items that cheat fill 20.0 % of places, and would have filled 0.00 %.',
    );
  });

  it('privacy: the share that is lost of what personalisation is worth', () => {
    const world = (few: number): World => ({
      all: run({ whole: { slotRegret: 1 } }),
      few: run({ whole: { slotRegret: few } }),
      one: run({ whole: { slotRegret: 1.9 } }),
      none: run({ whole: { slotRegret: 2 } }),
    });
    expect(lost(world(1.7), 'few')).toBeCloseTo(0.7, 12);
    const lesson = lessonNamed('privacy')!;
    const answer = lesson.answer(five((i) => world(1.7 + i / 100)));
    expect(answer.choice).toBe('more');
    expect(answer.sentences[0]).toBe(
      'More than half: 72 % of what personalisation is worth is lost with the last three actions of each shopper (more than half in 5 of 5 worlds).',
    );
    expect(answer.sentences[2]).toContain('With the last action alone 90 % is lost: one thing');
    expect(lesson.answer(five((i) => world(1.2 + i / 100))).choice).toBe('less');
    expect(lesson.answer(five((i) => world(1.5 + (i - 2) / 100))).choice).toBe('half');
    expect(lesson.answer(five((i) => world(1.5 + (i - 2) / 5))).choice).toBe(null);
  });

  it('offline metrics: says when the test did mislead, and when it did not', () => {
    const arm = (recall: number, regret: number) =>
      run({ whole: { slotRegret: regret } }, { offline: { recall, shoppers: 9 } });
    const worlds = (popular: number) =>
      five((i) => ({
        popularity: arm(0.5 + i / 100, popular),
        'item-knn': arm(0.3, 2.2),
        als: arm(0.4, 2.1 + i / 1000),
        content: arm(0.35, 2.3),
      }));
    const lesson = lessonNamed('offline-metrics')!;
    expect(lesson.answer(worlds(2.9))).toMatchObject({
      choice: 'no',
      sentences: [
        'It misled: offline popularity is ahead of item-knn (in 5 of 5 worlds), but when each runs the shop item-knn serves people better (in 5 of 5 worlds).',
        'Of the clicks to come popularity would have listed 52.0 %, item-knn 30.0 %. In truth people miss 2.90 a place with popularity and 2.20 with item-knn.',
        'With two more candidates the order, by the mean over worlds, is offline popularity, als, content-based, item-knn, and in truth als, item-knn, content-based, popularity: 4 of 6 pairs are the wrong way round.',
      ],
    });
    expect(lesson.answer(worlds(1.5))).toMatchObject({
      choice: 'yes',
      sentences: [expect.stringContaining('did not mislead'), expect.anything(), expect.anything()],
    });
  });
});

describe('small real worlds', () => {
  let shipped: Readonly<Record<string, string>>;
  beforeAll(async () => {
    shipped = await shippedTexts();
  });

  it.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    '%s is answered from what ran',
    async (_id, whole) => {
      const lesson: Lesson = {
        ...whole,
        size: { ...whole.size, shoppers: 60, items: 60 },
        seeds: ['a', 'b'],
      };
      const host = { kernels: kernelHost(1), shipped, signal: new AbortController().signal };
      const worlds: World[] = [];
      for (const seed of lesson.seeds) {
        const world: Record<string, ArmRun> = {};
        for (const arm of lesson.arms) world[arm.id] = await runArm(lesson, arm, seed, host);
        worlds.push(world);
      }
      const { choice, sentences, strips } = lesson.answer(worlds);
      expect(sentences.length).toBeGreaterThanOrEqual(2);
      expect(sentences.join(' ')).not.toMatch(/NaN|undefined/);
      expect([null, ...lesson.choices.map(({ id }) => id)]).toContain(choice);
      for (const { rows } of strips)
        for (const { label, values } of rows)
          expect([label, values.length, values.every(Number.isFinite)]).toEqual([label, 2, true]);
      if (lesson.logging) expect(worlds[0]![lesson.arms[0]!.id]!.offline!.shoppers).toBeGreaterThan(5);
      if (lesson.id === 'fake-reviews') {
        const fakes = worlds[0]!['als-fake']!.pushed;
        expect(Array.from(fakes).reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
      }
    },
  );
});
