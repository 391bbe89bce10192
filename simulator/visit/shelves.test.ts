import { describe, expect, it } from 'vitest';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { BRAND, NO_CATEGORY, NO_WORD, type Query } from '../behaviour/query.ts';
import { typo } from '../filing/search-filing.ts';
import { smallScenario } from '../small-world.ts';
import { newShop, openShop } from '../world/shop.ts';
import { buildWorld } from '../world/world.ts';
import { openConfusions, wordsOf } from './search-words.ts';
import { openShelves } from './shelves.ts';

const seed = seedWords('shelves');
const world = buildWorld(smallScenario(), seed);
const { items } = world;

describe('openShelves', () => {
  const popularity = Uint32Array.from({ length: items.length }, (_, item) => (item * 7) % 11);
  const shop = openShop(items, { ...newShop(world), popularity });
  const shelves = openShelves(items, shop);
  const itemsOf = (query: Query): number[] => {
    const { order, start, end } = shelves.matching(query);
    return [...order.subarray(start, end)];
  };
  /** The same by looking at every item. */
  const scan = ({ category, aspect, value }: Query): number[] =>
    [...shop.byPopularity].filter(
      (item) =>
        (category === NO_CATEGORY || items.category[item] === category) &&
        (aspect === NO_WORD ||
          (aspect === BRAND ? items.brand[item] : items.labels[item * items.dimensions + aspect]) === value),
    );

  it('has on each shelf what a look at every item finds, in the same order', () => {
    for (const category of [0, 1, 2, 3, 4, 5, NO_CATEGORY]) {
      for (const aspect of [0, 1, 2, 3, BRAND]) {
        for (let value = 0; value < (aspect === BRAND ? 7 : 8); value++) {
          const query = { category, aspect, value };
          expect(itemsOf(query)).toEqual(scan(query));
        }
      }
      const article = { category, aspect: NO_WORD, value: 0 };
      expect(itemsOf(article)).toEqual(category === NO_CATEGORY ? [] : scan(article));
    }
  });

  it('has departments whole', () => {
    const { order, start, end } = shelves.department(1);
    const whole = [...shop.byPopularity].filter((item) => items.department[item] === 1);
    expect([...order.subarray(start, end)]).toEqual(whole);
  });
});

describe('the words of queries', () => {
  it('say the value or the brand before the article', () => {
    const of = (category: number, aspect: number, value: number): string =>
      wordsOf(items.tree, { category, aspect, value });
    // Two categories a department: 1 is the second of the kitchen, 2 the first of the living room.
    expect([of(1, 0, 4), of(2, NO_WORD, 0), of(NO_CATEGORY, 0, 7)]).toEqual(['red knife', 'lamp', 'black']);
    expect(of(0, BRAND, 3)).toMatch(/^[a-z]+ pan$/);
    expect(of(NO_CATEGORY, NO_WORD, 0)).toBe('');
  });

  it('are confused with others of like sound, never with themselves', () => {
    const { article, value, brand } = openConfusions(world);
    expect(article(0)).toHaveLength(3);
    expect(article(0)).not.toContain(0);
    expect(value(0, 4)).not.toContain(4);
    expect(Math.max(...value(0, 4))).toBeLessThan(4 * 8);
    expect(Math.max(...brand(0))).toBeLessThan(7);
    expect(article(0)).toBe(article(0));
  });

  it('are another text with a typo in them, also where words are short or letters are double', () => {
    const key = drawKey(seed, 'search.spelling');
    for (const words of ['rug', 'red pan', 'kettle', 'aaaa', 'ornate storage jar']) {
      for (let visit = 0; visit < 200; visit++) {
        const typed = typo(key, 1, visit, 1, words);
        expect(typed).not.toBe(words);
        expect(typed.split(' ')).toHaveLength(words.split(' ').length);
      }
    }
  });
});
