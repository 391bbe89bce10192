import { describe, expect, it } from 'vitest';
import { smallScenario } from '../../simulator/small-world.ts';
import { withValues } from './knobs.ts';
import { leftOutOf } from './left-out.ts';
import { setLines } from './set-lines.ts';

const bare = withValues(smallScenario(), { ...leftOutOf(smallScenario()) });

describe('leftOutOf', () => {
  it('switches off what the scenario has of it, fraud of each kind too, and names nothing else', () => {
    expect(leftOutOf(bare)).toEqual({});
    const shop = withValues(bare, {
      'stock.coverDays': 20,
      'fraud.clickFarm.campaigns': 2,
      shocks: [{ name: 'strike', from: 1, days: 2, visits: 1, demand: 0, supply: 2, price: 1 }],
    });
    expect(leftOutOf(shop)).toEqual({ 'stock.coverDays': 0, 'fraud.clickFarm.campaigns': 0, shocks: [] });
  });
});

describe('setLines', () => {
  it('says what was set and why, and is silent where nothing was', () => {
    expect(setLines({ observed: {}, opened: {}, leftOut: {} })).toEqual([]);
    expect(setLines({ observed: {}, opened: {}, leftOut: { promotions: [], 'stock.coverDays': 0 } })).toEqual(
      ['switched off, as the data says nothing of them: promotions, stock.coverDays'],
    );
  });
});
