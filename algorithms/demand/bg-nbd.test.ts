/**
 * BG/NBD beside lifetimes 0.11.3 (`BetaGeoFitter().fit(frequency, recency, T, tol=1e-8)`, `conditional_probability_alive`) on 160 shoppers who were
 * simulated with r .6, alpha 9, a .8, b 2.4; and beside figures of the paper's authors. By hand, on the 2,357 customers of CDNOW in weeks
 * (lifetimes' `load_cdnow_summary`): r .24259, alpha 4.41353, a .79289, b 2.42575 and a log likelihood of -9582.4, as in the paper's table 2.
 */

import { describe, expect, it } from 'vitest';
import { quietRun, type SmallRow, smallTraining } from '../small-training.node.ts';
import { aliveChance, type BgNbd, type Buyers, bgNbd, buyersOf, fitBgNbd, logLikelihood } from './bg-nbd.ts';

/** Repeat purchases / days to the last one / days to the end. */
const SHOPPERS = `
9/75/141 3/117/157 0/0/97 1/37/172 4/76/79 7/85/143 0/0/99 1/96/123 0/0/65 0/0/156 4/12/76 4/140/155 0/0/159
0/0/83 4/77/106 0/0/120 0/0/161 0/0/171 2/59/68 0/0/166 0/0/68 16/100/156 1/3/85 0/0/180 4/87/148 1/17/177
10/126/158 11/97/100 0/0/156 1/1/170 1/17/141 1/17/64 1/9/80 3/52/180 0/0/173 7/117/118 12/66/73 6/144/146
7/18/145 4/60/68 3/67/164 1/96/115 7/33/109 0/0/154 3/25/67 0/0/162 1/1/82 1/38/81 2/118/150 0/0/92 6/177/179
0/0/172 1/13/92 2/107/109 1/26/80 1/10/138 1/12/122 0/0/154 3/31/104 1/1/125 0/0/79 2/19/133 1/32/118
1/35/124 0/0/123 1/19/77 0/0/125 4/134/136 4/48/84 1/11/80 9/157/178 5/75/150 1/52/75 2/8/96 0/0/125 1/47/65
1/5/139 1/62/117 3/23/88 3/32/82 6/17/122 5/67/71 1/15/130 1/55/138 0/0/103 0/0/85 6/42/114 1/1/103 0/0/156
1/5/61 1/104/107 1/45/154 7/158/168 2/31/160 4/58/110 8/72/99 1/4/164 0/0/93 5/26/147 0/0/161 2/101/167
1/2/156 1/69/75 2/47/103 3/62/136 1/1/148 2/46/131 1/37/172 1/101/129 3/74/110 3/126/157 5/135/177 0/0/172
0/0/93 1/13/84 2/112/132 7/67/169 1/1/108 1/19/169 6/71/94 1/96/179 0/0/61 3/97/167 4/100/102 1/10/60 1/9/109
0/0/119 3/19/75 1/44/83 1/32/65 0/0/90 2/78/149 1/16/153 1/25/65 0/0/136 2/3/125 9/153/160 1/31/92 0/0/120
1/7/101 2/80/179 0/0/95 1/6/147 5/79/105 0/0/60 4/24/143 3/45/177 0/0/75 1/11/119 6/83/98 5/52/118 2/2/119
1/46/149 1/61/98 2/90/98 0/0/175 14/152/159 6/99/111 4/10/130 2/167/180
`;
const rows = SHOPPERS.trim()
  .split(/\s+/)
  .map((row) => row.split('/').map(Number) as [number, number, number]);
const buyers: Buyers = {
  repeats: Float64Array.from(rows, ([repeats]) => repeats),
  last: Float64Array.from(rows, ([, last]) => last),
  age: Float64Array.from(rows, ([, , age]) => age),
};
const LIFETIMES: BgNbd = {
  r: 0.599182373815692,
  alpha: 11.829796651194645,
  a: 1.5458428439564706,
  b: 4.440134004946115,
};

describe('the numbers of greatest likelihood', () => {
  it('are those that lifetimes finds', async () => {
    const found = await fitBgNbd(buyers, 0, quietRun('bg-nbd'));
    for (const name of ['r', 'alpha', 'a', 'b'] as const)
      expect(found[name] / LIFETIMES[name]).toBeCloseTo(1, 4);
    // lifetimes measures time in parts of the longest, 180 days: each repeat purchase is then 180 times as likely a day.
    const repeats = buyers.repeats.reduce((sum, own) => sum + own, 0);
    const expected = 257.56675399369453 - Math.log(180) * repeats;
    expect(logLikelihood(LIFETIMES, buyers)).toBeCloseTo(expected, 8);
    expect(logLikelihood(found, buyers)).toBeCloseTo(expected, 8);
  });

  it('are nearer to 0 under a penalty, and less likely', async () => {
    const held = await fitBgNbd(buyers, 0.01, quietRun('bg-nbd'));
    const size = (model: BgNbd): number => Object.values(model).reduce((sum, value) => sum + value ** 2, 0);
    expect(size(held)).toBeLessThan(size(LIFETIMES));
    expect(logLikelihood(held, buyers)).toBeLessThan(logLikelihood(LIFETIMES, buyers));
  });
});

describe('who is still there', () => {
  it('as lifetimes has it', () => {
    const expected = [
      0.03416539355487764, 0.6115339957929431, 1, 0.2563794746261617, 0.8048439291227685, 0.16019838355362642,
      1, 0.6676916732615968, 1, 1,
    ];
    expected.forEach((chance, n) => {
      expect(aliveChance(LIFETIMES, ...rows[n]!)).toBeCloseTo(chance, 9);
    });
  });

  it("as in the authors' note on BG/NBD in Excel: 2 repeats in 30.43 of 38.86 weeks", () => {
    const cdnow = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    expect(aliveChance(cdnow, 2, 30.43, 38.86)).toBeCloseTo(0.72657857, 8);
  });
});

const DAY = 86_400;
/** Shopper s buys on the days 0, 1 ... of the list; the last one never. */
const DAYS = [[0, 10, 20, 30], [5], [0, 0, 40], []];
const purchases: SmallRow[] = DAYS.flatMap((days, s) =>
  days.map((day, n): SmallRow => [s, 0, day * DAY + 60 * n]),
);
const data = { ...smallTraining(4, 1, purchases), asOf: 50 * DAY };

describe('bg-nbd', () => {
  it('counts days with a purchase after the first, and days from that one', () => {
    const { repeats, last, age } = buyersOf(data.feedback, data.asOf);
    expect([[...repeats], [...last], [...age]]).toEqual([
      [3, 0, 1, 0],
      [30, 0, 40, 0],
      [50, 45, 50, 0],
    ]);
  });

  it('tells who buys within the horizon: 1 less how much less likely a history is that goes on without a purchase', async () => {
    const model = await bgNbd.fit(
      data,
      bgNbd.params.parse({ horizon: 14, penalty: 0.1 }),
      quietRun('bg-nbd'),
    );
    const state = model.save().state as unknown as BgNbd & Buyers & { base: number };
    const out = new Float64Array(5);
    model.probability(Uint32Array.of(0, 1, 2, 3, 77), out);
    for (const s of [0, 1, 2]) {
      const history = (more: number): Buyers => ({
        repeats: state.repeats.slice(s, s + 1),
        last: state.last.slice(s, s + 1),
        age: Float64Array.of(state.age[s]! + more),
      });
      const silent = Math.exp(logLikelihood(state, history(14)) - logLikelihood(state, history(0)));
      expect(out[s]).toBeCloseTo(1 - silent, 9);
    }
    const mean = (out[0]! + out[1]! + out[2]!) / 3;
    expect([out[3], out[4]]).toEqual([expect.closeTo(mean, 12), expect.closeTo(mean, 12)]);
  });
});
