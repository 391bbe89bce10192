import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../datasets/dataset.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { READING_PARTS, type ReadingOptions, readReviews } from './read-reviews.ts';
import type { ReadingRecord } from './reading-record.ts';
import type { ReadingTruth } from './text-source.ts';

const OPTIONS: ReadingOptions = {
  parts: READING_PARTS,
  seed: 'a',
  command: 'test',
  sentiment: 'learnt',
  topics: { method: 'lda', count: 6, documents: 'sentences', sweeps: 40 },
  keywords: { method: 'likelihood', by: 'group', groups: 3, words: 5 },
  brands: { days: 7, groups: 4 },
  signal: new AbortController().signal,
  onStage: () => {},
};

/** Reviewers who come often, so that there is something to read in a small world. */
async function world(): Promise<{ dataset: Dataset; truth: ReadingTruth }> {
  const set = ['days=45', 'shoppers.count=250', 'arrival.sessionsPerDay=1', 'reviews.intercept=1'];
  const { scenario } = await loadScenario('tiny', { set });
  const { log, catalog, shoppers, truth } = simulateInMemory(scenario, seedWords('reading'), {
    keepImpressions: false,
  });
  const provenance = { name: 'tiny', title: 'Tiny', source: 'test', licence: '', digest: '0'.repeat(64) };
  const account = { read: 0, steps: [], kept: 0 };
  return {
    dataset: { provenance, account, log, catalog, shoppers, timed: true },
    truth: { aspects: truth.reviewAspects, experiences: truth.experiences },
  };
}

let dataset: Dataset;
let truth: ReadingTruth;
let record: ReadingRecord;
beforeAll(async () => {
  ({ dataset, truth } = await world());
  record = await readReviews(dataset, truth, OPTIONS);
}, 60_000);

describe('reading a simulated log', () => {
  it('reads all that there is', () => {
    expect(record.reviews).toBe(dataset.log.reviews.length);
    expect(record.texts).toBe(dataset.log.reviews.text.filter((text) => text !== '').length);
    expect(record.texts).toBeGreaterThan(1000);
    expect(record.votes).toBeUndefined();
    for (const part of ['topics', 'aspects', 'keywords', 'brands', 'turns'] as const)
      expect(record[part]).toBeDefined();
  });

  it('learns aspects better than a lexicon has them by .10, and not as if the text gave them away', () => {
    const [lexicon, learnt] = record.aspects!.scores!.methods;
    expect(learnt!.aspectMacroF1).toBeGreaterThan(lexicon!.aspectMacroF1 + 0.1);
    expect(learnt!.opinionMacroF1).toBeGreaterThan(lexicon!.opinionMacroF1 + 0.1);
    expect(learnt!.aspectMacroF1).toBeLessThan(0.97);
    expect(learnt!.polarityMacroF1).toBeLessThan(0.97);
  });

  it('values texts as their stars do, though it never saw them', () => {
    expect(record.sentiment.by).toBe('learnt');
    expect(record.sentiment.withStars!).toBeGreaterThan(0.5);
  });

  it('finds topics that know of planted aspects', () => {
    const { topics, planted, meanNpmi } = record.topics!;
    expect(topics).toHaveLength(6);
    expect(topics.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(planted!.plain.information).toBeGreaterThan(0.15);
    expect(planted!.plain.reviews).toBeLessThan(planted!.reviews);
    expect(Math.abs(meanNpmi)).toBeLessThan(1);
  });

  it('finds turns of satisfaction better than chance', () => {
    const rows = record.turns!.truth!.rows;
    expect(rows).toHaveLength(6);
    for (const row of rows.filter(({ found }) => found > 10))
      expect(row.precision).toBeGreaterThan(1.5 * row.byChance);
    expect(rows[0]!.true).toBeGreaterThan(20);
  });

  it('tells brands with intervals around their means', () => {
    const { by, groups } = record.brands!;
    expect(by).toBe('brand');
    expect(groups).toHaveLength(4);
    for (const { mean, low, high, reviews, periods } of groups) {
      expect(low < mean && mean < high).toBe(true);
      expect(periods.reduce((sum, { n }) => sum + n, 0)).toBe(reviews);
    }
  });

  it('is the same for the same seed', async () => {
    const parts = ['topics', 'keywords'] as const;
    const some = { ...OPTIONS, parts, sentiment: 'stars' } as const;
    expect(await readReviews(dataset, truth, some)).toEqual(await readReviews(dataset, truth, some));
  });

  it('goes by the lexicon, and tells no score, where it is not shown the truth', async () => {
    const blind = await readReviews(dataset, undefined, {
      ...OPTIONS,
      parts: ['aspects', 'turns'],
      sentiment: 'lexicon',
    });
    expect(blind.aspects).toMatchObject({ method: 'lexicon' });
    expect(blind.aspects!.scores).toBeUndefined();
    expect(blind.turns!.truth).toBeUndefined();
    expect(blind.topics).toBeUndefined();
  });
});

describe('reading other data', () => {
  const small = (): Dataset => {
    const { reviews } = dataset.log;
    const votes = Uint32Array.from({ length: reviews.length }, (_, row) => reviews.text[row]!.length >> 5);
    return { ...dataset, timed: false, reviewDetails: { helpful: votes } };
  };

  it('foretells votes where they are told, and neither turns nor periods without times', async () => {
    const told = await readReviews(small(), undefined, {
      ...OPTIONS,
      parts: ['votes', 'turns', 'brands'],
      sentiment: 'stars',
    });
    expect(told.turns).toBeUndefined();
    expect(told.brands!.days).toBeNull();
    const [mean, length] = told.votes!.models;
    // Votes follow from the length alone here.
    expect(length!.deviance).toBeLessThan(mean!.deviance / 4);
    expect(length!.rank).toBeGreaterThan(0.9);
    expect(told.votes!.coefficients[0]!.name).toBe('log length');
  });

  it('refuses data without reviews, and stops when told to', async () => {
    const none = { ...dataset, log: { ...dataset.log, reviews: { ...dataset.log.reviews, length: 0 } } };
    await expect(readReviews(none, undefined, OPTIONS)).rejects.toThrow('tiny has no reviews');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(readReviews(dataset, undefined, { ...OPTIONS, signal })).rejects.toThrow('enough');
  });
});
