/**
 * Who buys again, from recency and frequency alone: BG/NBD, "counting your customers the easy way". Fader, Hardie, Lee, Marketing Science
 * 24(2), 2005. A shopper buys at a rate of their own, Gamma(r, alpha), and after each purchase is gone for good with a chance of their own,
 * Beta(a, b). With x repeat purchases, the last at t_x, of T days since the first (equation 6):
 *
 *   L = Gamma(r + x) alpha^r / Gamma(r)  B(a, b + x) / B(a, b) ((alpha + T)^-(r + x) + [x > 0] a / (b + x - 1) (alpha + t_x)^-(r + x))
 *   P(alive)       = 1 / (1 + [x > 0] a / (b + x - 1) ((alpha + T) / (alpha + t_x))^(r + x))
 *   P(buys within t) = P(alive) (1 - ((alpha + T) / (alpha + T + t))^(r + x)): of the living the rate is Gamma(r + x, alpha + T)
 *
 * The four numbers are those of greatest likelihood. Purchases of one day count as one.
 */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Feedback } from '../../datasets/interactions.ts';
import { NO_SHOPPER } from '../../datasets/tables.ts';
import { exp, lgamma, log, pow } from '../../numerics/math.ts';
import { createNelderMead } from '../../numerics/nelder-mead.ts';
import type { FitRun } from '../algorithm.ts';
import { defineAlgorithm } from '../define-algorithm.ts';
import { pause } from '../pause.ts';
import { f64 } from '../state/arrays.ts';
import { fields, real, size } from '../state/shape.ts';

const DAY = 86_400;

const params = z.strictObject({
  horizon: z
    .int()
    .min(1)
    .max(366)
    .default(28)
    .describe('days within which a purchase counts; as long as what is tested'),
  penalty: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe('weight of the squares of the four numbers against the mean log likelihood, for few shoppers'),
});

/** Purchases of each shopper, in days; `age` 0 where there is none. */
export interface Buyers {
  /** (shoppers) days with a purchase after the first one */
  readonly repeats: Float64Array;
  /** (shoppers) days from the first to the last purchase, and to the end of training */
  readonly last: Float64Array;
  readonly age: Float64Array;
}

export interface BgNbd {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

interface State extends Buyers, BgNbd {
  readonly shoppers: number;
  readonly horizon: number;
  /** Mean probability of those who bought: the answer for whoever did not. */
  readonly base: number;
}

export const bgNbd = defineAlgorithm<'classify', z.infer<typeof params>, State>({
  id: 'bg-nbd.v1',
  task: 'classify',
  family: 'demand',
  doc: 'probability that a shopper buys, by when and how often they bought: some buy seldom, some are gone (BG/NBD)',
  source: 'Fader, Hardie, Lee 2005',
  params,
  coldStart: 'fallback',
  personal: true,
  use: 'shops without contracts, where nobody says that they leave; learns from all of the past, and needs no labels',
  cost: { fit: 'some 300 U', answer: '1', memory: 'U' },
  async learn({ feedback, asOf }, { horizon, penalty }, run) {
    if (!Number.isFinite(asOf))
      throw new ConfigError([
        'classify: the split cuts at no instant; use one that does, such as global-time',
      ]);
    const buyers = buyersOf(feedback, asOf);
    const model = await fitBgNbd(buyers, penalty, run);
    const chances = Array.from(buyers.age, (age, s) =>
      age > 0 ? chanceOf(model, buyers, s, horizon) : Number.NaN,
    );
    const known = chances.filter((chance) => !Number.isNaN(chance));
    const base = known.reduce((sum, chance) => sum + chance, 0) / Math.max(1, known.length);
    return { shoppers: feedback.shoppers, horizon, base, ...model, ...buyers };
  },
  shape: fields<State>({
    shoppers: size('shoppers'),
    horizon: real(0),
    base: real(0, 1),
    r: real(0),
    alpha: real(0),
    a: real(0),
    b: real(0),
    repeats: f64('shoppers'),
    last: f64('shoppers'),
    age: f64('shoppers'),
  }),
  open: (state) => ({
    probability(shopper, out) {
      shopper.forEach((s, i) => {
        const isKnown = s !== NO_SHOPPER && s < state.shoppers && state.age[s]! > 0;
        out[i] = isKnown ? chanceOf(state, state, s, state.horizon) : state.base;
      });
    },
  }),
});

/** Of purchases, the relevant rows, before `asOf`. */
export function buyersOf({ length, shoppers, shopper, time, relevant }: Feedback, asOf: number): Buyers {
  const days = Array.from({ length: shoppers }, () => new Set<number>());
  for (let row = 0; row < length; row++)
    if (relevant[row] === 1) days[shopper[row]!]!.add(Math.floor(time[row]! / DAY));
  const [repeats, last, age] = [0, 0, 0].map(() => new Float64Array(shoppers)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  days.forEach((own, s) => {
    if (own.size === 0) return;
    const first = Math.min(...own);
    repeats[s] = own.size - 1;
    last[s] = Math.max(...own) - first;
    age[s] = asOf / DAY - first;
  });
  return { repeats, last, age };
}

export function aliveChance({ r, alpha, a, b }: BgNbd, x: number, last: number, age: number): number {
  if (x === 0) return 1;
  return 1 / (1 + (a / (b + x - 1)) * pow((alpha + age) / (alpha + last), r + x));
}

function chanceOf(model: BgNbd, { repeats, last, age }: Buyers, s: number, days: number): number {
  const [x, end] = [repeats[s]!, model.alpha + age[s]!];
  return aliveChance(model, x, last[s]!, age[s]!) * (1 - pow(end / (end + days), model.r + x));
}

/** Sum over those who bought; `weight[s]` counts each, where given. */
export function logLikelihood(
  { r, alpha, a, b }: BgNbd,
  { repeats, last, age }: Buyers,
  weight?: Float64Array,
): number {
  const start = lgamma(a + b) - lgamma(b) - lgamma(r) + r * log(alpha);
  let sum = 0;
  for (let s = 0; s < age.length; s++) {
    if (age[s] === 0) continue;
    const x = repeats[s]!;
    const alive = -(r + x) * log(alpha + age[s]!);
    let both = alive;
    if (x > 0) {
      const gone = log(a) - log(b + x - 1) - (r + x) * log(alpha + last[s]!);
      const most = Math.max(alive, gone);
      both = most + log(exp(alive - most) + exp(gone - most));
    }
    sum += (weight ? weight[s]! : 1) * (start + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x) + both);
  }
  return sum;
}

/** Logarithms of the numbers stay within; beyond, the likelihood is flat. */
const BOUND = 12;
const STEPS = 2000;
const CLOSE = 1e-13;
const STEPS_BETWEEN_CHECKPOINTS = 20;

export async function fitBgNbd(buyers: Buyers, penalty: number, run: FitRun): Promise<BgNbd> {
  const { weight, ...alike } = likeBuyers(buyers);
  const count = weight.reduce((sum, one) => sum + one, 0);
  const days = alike.age.reduce((sum, age, s) => sum + weight[s]! * age, 0) / Math.max(1, count);
  const modelAt = (point: readonly number[]): BgNbd => {
    const [r, alpha, a, b] = point.map((value) => exp(Math.min(BOUND, Math.max(-BOUND, value))));
    return { r: r!, alpha: alpha!, a: a!, b: b! };
  };
  if (count === 0) return { r: 1, alpha: 1, a: 1, b: 1 };
  const search = createNelderMead(
    (point) => {
      const model = modelAt(point);
      const squares = Object.values(model).reduce((sum: number, value: number) => sum + value * value, 0);
      return penalty * squares - logLikelihood(model, alike, weight) / count;
    },
    [0, log(Math.max(1, days)), 0, 0],
    0.5,
  );
  for (let n = 0; n < STEPS && search.step() > CLOSE; n++)
    if (n % STEPS_BETWEEN_CHECKPOINTS === 0) await pause(run, n, STEPS);
  return modelAt(search.best().point);
}

/** Those with the same history once, and how many they are. */
function likeBuyers({ repeats, last, age }: Buyers): Buyers & { readonly weight: Float64Array } {
  const found = new Map<string, [number, number, number, number]>();
  age.forEach((own, s) => {
    if (own === 0) return;
    const known = found.get(`${repeats[s]} ${last[s]} ${own}`);
    if (known) known[3]++;
    else found.set(`${repeats[s]} ${last[s]} ${own}`, [repeats[s]!, last[s]!, own, 1]);
  });
  const column = (n: 0 | 1 | 2 | 3): Float64Array => Float64Array.from(found.values(), (one) => one[n]);
  return { repeats: column(0), last: column(1), age: column(2), weight: column(3) };
}
