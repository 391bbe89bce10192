import { describe, expect, it } from 'vitest';
import { ORDER } from '../../simulator/figures/observed.fixture.ts';
import { calibrate } from './calibrate.ts';
import { valueAt, withValues } from './knobs.ts';
import { known, logOf, options, ratingsOf } from './known-worlds.fixture.ts';
import { totalDistance } from './trial.ts';

/**
 * Total variation of the stars of two samples from one distribution is on average at most this: half the sum of five mean
 * absolute differences, each below its standard deviation, by Cauchy and Schwarz at their largest where all stars are equally
 * frequent. (About .8 of it for frequent stars; the knobs, fitted to one of the samples, cannot come much nearer.)
 */
const noiseOf = (n: number, nSimulated: number): number => 0.5 * Math.sqrt(4 * (1 / n + 1 / nSimulated));

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
      'shoppers.count': 400,
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
    for (const { after } of found.parts) {
      const { distance, n, nSimulated } = after.rating as { distance: number; n: number; nSimulated: number };
      expect(distance).toBeLessThan(noiseOf(n, nSimulated));
    }
    // A rating is all that is known of anyone, so the world is as large in ratings.
    expect(found.sizeIn).toBe('active visits');
    expect((fitted!.after.rating as { nSimulated: number }).nSimulated / rows[0]!).toBeCloseTo(1, 0);
    expect(found.absent['clicks-per-session']).toBe('the log has no times, so its sessions are no visits');
    expect(found.changes['reviews.text']).toBeGreaterThan(0.7);
  }, 300_000);
});
