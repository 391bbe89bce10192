/**
 * A setting of the playground: all that decides what is seen. It stands whole in the address after `#` (`address.ts`), so that a link
 * restores it, and is turned into a scenario and a study of loops that a command line runs to the same digest (`study-of-setting.ts`).
 */

import { z } from 'zod';

/** Policies that a shop may have. `random` and `oracle` are the shop's own; the rest learn. */
export const SHOP_POLICIES = [
  'popularity',
  'random',
  'content-based',
  'item-knn',
  'user-knn',
  'als',
  'bpr',
  'ease',
  'lin-ucb',
  'oracle',
] as const;
export type ShopPolicy = (typeof SHOP_POLICIES)[number];

/** Least, most and usual value of every number; `step` is that of a slider. */
export const RANGES = {
  shoppers: { least: 50, most: 2000, usual: 500, step: 50, doc: 'shoppers' },
  items: { least: 50, most: 2000, usual: 500, step: 50, doc: 'items on sale' },
  rounds: { least: 1, most: 60, usual: 10, step: 1, doc: 'days; policies learn anew before each' },
  exploration: { least: 0, most: 1, usual: 0.1, step: 0.05, doc: 'probability that a slot is drawn evenly' },
  diversity: {
    ...{ least: 0, most: 1, usual: 0, step: 0.05 },
    doc: 'strength of re-ranking by maximal marginal relevance; 0: none',
  },
  kept: {
    ...{ least: 0, most: 20, usual: 20, step: 1 },
    doc: 'last actions (clicks, carts, orders) of each shopper that the shop keeps to learn from; 20: all',
  },
  popularityPull: {
    ...{ least: 0, most: 1, usual: 0.35, step: 0.05 },
    doc: 'how much the page around the recommender puts what sells in front: banners, and listings read from the top',
  },
  conformity: {
    ...{ least: 0, most: 1, usual: 0.1, step: 0.05 },
    doc: 'how much shoppers like what others clicked, and those of their age above all',
  },
  drift: {
    ...{ least: 0, most: 1, usual: 0.1, step: 0.05 },
    doc: 'how far tastes move toward what is clicked and ordered',
  },
  fraud: {
    ...{ least: 0, most: 0.2, usual: 0, step: 0.01 },
    doc: 'items whose sellers buy clicks and reviews, as a share of all',
  },
  watched: { least: 0, most: 1999, usual: 119, step: 1, doc: 'the shopper whose page is looked at' },
} as const;
export type NumberName = keyof typeof RANGES;

const WHOLE: readonly NumberName[] = ['shoppers', 'items', 'rounds', 'watched', 'kept'];

const numberOf = (name: NumberName) => {
  const { least, most, usual, doc } = RANGES[name];
  return (WHOLE.includes(name) ? z.int() : z.number()).min(least).max(most).default(usual).describe(doc);
};
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => wellFormed(value) === value, 'a half of a surrogate pair');

const Shop = z.strictObject({
  policy: z.enum(SHOP_POLICIES).describe('who fills the home page'),
  exploration: numberOf('exploration'),
  diversity: numberOf('diversity'),
  kept: numberOf('kept'),
});

export const MOST_SCENARIO_TEXT = 20_000;

export const SettingSchema = z.strictObject({
  seed: text(60).min(1).default('playground').describe('of the world and of every draw'),
  shoppers: numberOf('shoppers'),
  items: numberOf('items'),
  rounds: numberOf('rounds'),
  shops: z
    .tuple([Shop, Shop])
    .default([
      { policy: 'item-knn', exploration: 0.1, diversity: 0, kept: 20 },
      { policy: 'als', exploration: 0.1, diversity: 0, kept: 20 },
    ])
    .describe('the shop and its rival, in the same world'),
  world: z
    .strictObject({
      popularityPull: numberOf('popularityPull'),
      conformity: numberOf('conformity'),
      drift: numberOf('drift'),
      fraud: numberOf('fraud'),
    })
    .prefault({}),
  /** Row of the shopper whose page is looked at. */
  watched: numberOf('watched'),
  /** YAML of a scenario of the visitor's own, in place of the built-in one; sliders count for what it does not say itself. */
  scenario: text(MOST_SCENARIO_TEXT).optional(),
  /** Which lesson is open. */
  lesson: text(60).optional(),
  /** Controls that a teacher's link leaves out. */
  hide: z.array(text(40).min(1)).max(40).default([]),
});

export type Setting = z.infer<typeof SettingSchema>;
export type Shop = Setting['shops'][number];

/** In `kept`: nothing is forgotten. */
export const KEEPS_ALL = RANGES.kept.most;

export const DEFAULT_SETTING: Setting = SettingSchema.parse({});

/** What a policy can be told: of the rest, sliders do nothing. */
export const policyTakes = (
  policy: ShopPolicy,
): { readonly exploration: boolean; readonly diversity: boolean; readonly kept: boolean } => ({
  exploration: policy !== 'random' && policy !== 'oracle',
  diversity: policy !== 'random' && policy !== 'oracle' && policy !== 'lin-ucb',
  // The shop's own popularity counts clicks of nobody in particular.
  kept: policy !== 'random' && policy !== 'oracle' && policy !== 'lin-ucb' && policy !== 'popularity',
});

/** A number of whatever was told: within its range, and where that is not what was told, a line that says so. */
export function clampNumber(name: NumberName, told: unknown, notices: string[], as: string = name): number {
  const { least, most, usual } = RANGES[name];
  const shown = quoted(told);
  const value =
    typeof told === 'number'
      ? told
      : typeof told === 'string' && told.trim() !== ''
        ? Number(told)
        : Number.NaN;
  if (Number.isNaN(value)) {
    notices.push(`${as}: ${shown} is not a number; ${usual} is taken`);
    return usual;
  }
  const within = Math.min(most, Math.max(least, value));
  const taken = (WHOLE.includes(name) ? Math.round(within) : within) + 0;
  if (taken !== value) {
    const rule = within !== value ? `is not from ${least} to ${most}` : 'is not whole';
    notices.push(`${as}: ${shown} ${rule}; ${taken} is taken`);
  }
  return taken === 0 ? 0 : taken;
}

/** Text of at most so many characters, without halves of surrogate pairs. */
export function clampText(most: number, told: string, notices: string[], as: string): string {
  const whole = wellFormed(told.slice(0, most));
  if (told.length > most) notices.push(`${as}: has ${told.length} characters; the first ${most} are taken`);
  return whole;
}

/** What an untrusted value looks like in a notice: short, on one line. */
export function quoted(told: unknown): string {
  const text = typeof told === 'string' ? told : String(told);
  const plain = wellFormed(text.slice(0, 40)).replace(/\p{C}/gu, ' ');
  return `'${plain}${text.length > 40 ? '…' : ''}'`;
}

/** Halves of surrogate pairs, which no address can hold, become the replacement character. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}
