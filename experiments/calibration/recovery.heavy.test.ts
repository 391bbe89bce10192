import { describe, expect, it } from 'vitest';
import { seedWords } from '../../numerics/seed.ts';
import { ORDER } from '../../simulator/figures/observed.fixture.ts';
import { calibrate } from './calibrate.ts';
import { valueAt, withValues } from './knobs.ts';
import { known, logOf, options, ratingsOf } from './known-worlds.fixture.ts';
import { planOf } from './plan.ts';
import { type Comparisons, runTrial, totalDistance } from './trial.ts';

/**
 * What thresholds of stars may move of the ratings when they are off by 5 %: the largest is 1.2, and responses are normal with a
 * standard deviation of 1.04 (luck 1, noise .3), whose density is .38 at most.
 */
const MOVED = 0.05 * 1.2 * 0.38;

describe('calibrate', () => {
  it('recovers three known knobs within 15 %, from a log of another seed, and leaves the held-out part alone', async () => {
    const dataset = logOf(known, 'a real shop');
    const wrong = withValues(known, {
      'arrival.sessionsPerDay': 0.12,
      'exposure.continue': 0.55,
      'price.median': 6000,
      'arrival.hours': Array<number>(24).fill(1),
    });
    const paths = ['arrival.sessionsPerDay=0.02:2', 'exposure.continue=0.3:0.95', 'price.median=500:20000'];
    const progress: number[] = [];
    const found = await calibrate({
      ...options(wrong, dataset),
      knobs: paths,
      trials: 100,
      shoppers: 200,
      onProgress: (done) => progress.push(done),
    });
    for (const { path, after } of found.knobs) {
      const truth = valueAt(known, path);
      expect(Math.abs(after / truth - 1), `${path}: ${after} for ${truth}`).toBeLessThan(0.15);
    }
    expect(progress.at(-1)).toBe(100);
    expect(found.parts.map(({ part, span }) => `${part} ${span}`)).toEqual([
      'fitted days 0 to 27',
      'held out days 28 to 39',
    ]);
    for (const { before, after } of found.parts)
      expect(totalDistance(after)).toBeLessThan(0.5 * totalDistance(before));
    expect(found.absent).toEqual({ rating: 'the log has no ratings' }); // ages and regions are known
    // As many shoppers as the log: 300, of whom not all are active.
    expect(found.scenario.shoppers.count).toBeGreaterThan(255);
    expect(found.scenario.shoppers.count).toBeLessThan(345);
    expect(found.changes['arrival.hours']).toHaveLength(24);
    const { kind, item, session } = dataset.log.actions;
    const { start } = dataset.log.sessions;
    // A visit that begins before the cut belongs to the fitted part whole.
    const isFitted = (row: number): boolean => start[session[row]!]! < 28 * 86_400;
    const sold = item.filter((_, row) => kind[row] === ORDER && isFitted(row));
    expect(found.changes['catalog.items']).toBe(new Set(sold).size);
  }, 300_000);

  it('recovers known rating knobs within 15 % from ratings alone, without times, and holds shoppers out', async () => {
    const rated = withValues(known, {
      days: 14,
      // About 7,000 ratings: thresholds are told from 2,000 with a standard error of 6 %, too near to the 15 % allowed.
      'shoppers.count': 1200,
      'catalog.items': 120,
      // Experience by luck alone: how well the few categories of a world suit its shoppers moves as many ratings from one seed
      // to another (total variation .04 to .13 with the true knobs) as knobs that are a good deal off. Its middle is that of the
      // thresholds, where their places are told best.
      'experience.base': 0.1,
      'experience.quality': 0,
      'experience.taste': 0,
      'experience.luck': 1,
      'funnel.cart.intercept': 0,
      'funnel.checkout.intercept': 1,
      'reviews.intercept': 0,
      'reviews.five': 1.2,
      'reviews.fourWidth': 1.2,
      'reviews.threeWidth': 1,
    });
    const dataset = ratingsOf(rated, 'ratings');
    const wrong = withValues(rated, {
      'funnel.cart.intercept': -1,
      'reviews.five': 0.5,
      'reviews.fourWidth': 0.6,
      'reviews.threeWidth': 0.5,
    });
    const found = await calibrate({
      ...options(wrong, dataset),
      knobs: ['reviews.five', 'reviews.fourWidth', 'reviews.threeWidth'],
      trials: 100,
      shoppers: 80,
    });
    for (const { path, after } of found.knobs) {
      const truth = valueAt(rated, path);
      expect(Math.abs(after / truth - 1), `${path}: ${after} for ${truth}`).toBeLessThan(0.15);
    }
    const [fitted, heldOut] = found.parts;
    expect(heldOut!.span).toMatch(/^\d+ rows of shoppers drawn at random/);
    const rows = [fitted!, heldOut!].map(({ after }) => (after.rating as { n: number }).n);
    expect(rows[0]! + rows[1]!).toBe(dataset.log.reviews.length);
    expect(rows[0]! / dataset.log.reviews.length).toBeCloseTo(0.7, 1);
    // Ratings of one shopper and parcel go together, so even true knobs leave .01 to .04, by the seed. What they leave in the
    // world of the check is the noise that no search can undo.
    const { targets } = planOf({ ...options(wrong, dataset), shoppers: 80 });
    const right = Object.fromEntries(found.knobs.map(({ path }) => [path, valueAt(rated, path)]));
    const noise = runTrial(withValues(found.scenario, right), seedWords('search/calibrate/check/0'), targets);
    const stars = ({ rating }: Comparisons): number => (rating as { distance: number }).distance;
    for (const [part, { after }] of found.parts.entries())
      expect(stars(after)).toBeLessThan(stars(noise.parts[part]!) + MOVED);
    // A rating is all that is known of anyone, so the world is as large in ratings.
    expect(found.sizeIn).toBe('active visits');
    expect((fitted!.after.rating as { nSimulated: number }).nSimulated / rows[0]!).toBeCloseTo(1, 0);
    expect(found.absent['clicks-per-session']).toBe('the log has no times, so its sessions are no visits');
    expect(found.changes['reviews.text']).toBeGreaterThan(0.7);
  }, 300_000);
});
