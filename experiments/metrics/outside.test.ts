/** Our metrics beside ir_measures (trec_eval) and ranx on random graded lists: as they told once, and live where Python has them. */

import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { drawKey, uniformInteger } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { HitItems, HitList } from './definition.ts';
import type { ListContext } from './list-context.ts';
import { metricNamed } from './plan.ts';

const CUTOFFS = [1, 5, 10];
const NAMES = ['precision', 'recall', 'hitRate', 'mrr', 'mapTrec', 'ndcg', 'ndcgGraded'];

interface Case {
  readonly list: readonly number[];
  readonly truth: ReadonlyMap<number, number>;
}

/** Lists of 1 to 15 of 60 items, 1 to 12 relevant ones with grades 1 to 5. */
function randomCases(seed: string, count: number): Case[] {
  const key = drawKey(seedWords(seed), 'bootstrap');
  return Array.from({ length: count }, (_, n) => {
    const draw = (of: number, a: number, b = 0): number => uniformInteger(key, of, n, a, b);
    const order = Array.from({ length: 60 }, (_, i) => i).sort(
      (a, b) => draw(2 ** 30, 1, a) - draw(2 ** 30, 1, b),
    );
    const relevant = Array.from({ length: 60 }, (_, i) => i).sort(
      (a, b) => draw(2 ** 30, 2, a) - draw(2 ** 30, 2, b),
    );
    return {
      list: order.slice(0, 1 + draw(15, 3)),
      truth: new Map(relevant.slice(0, 1 + draw(12, 4)).map((item) => [item, 1 + draw(5, 5, item)])),
    };
  });
}

function ours(name: string, cutoff: number, { list, truth }: Case): number {
  const metric = metricNamed(name);
  const places = list.slice(0, cutoff);
  const ranks = Uint32Array.from(places.flatMap((item, i) => (truth.has(item) ? [i + 1] : [])));
  const hitList: HitList = { ranks, hits: ranks.length, listed: places.length, relevant: truth.size, cutoff };
  if (metric.kind === 'rank') return metric.of(hitList);
  if (metric.kind !== 'hit') throw new Error(`${name} is not of ranks`);
  const items = Uint32Array.from(ranks, (rank) => places[rank - 1]!);
  const hits: HitItems = {
    items,
    grades: Float32Array.from(items, (item) => truth.get(item)!),
    ideal: Float32Array.from(truth.values()).sort().reverse(),
  };
  return metric.of(hitList, hits, {} as ListContext);
}

/** [library][metric@cutoff][case] */
type Told = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

const SCRIPT = fileURLToPath(new URL('../../scripts/peers/list_metrics.py', import.meta.url));

/** What the first Python that has any of the libraries tells; null where none has. */
function askPython(cases: readonly Case[]): Told | null {
  const input = JSON.stringify({
    cutoffs: CUTOFFS,
    lists: Object.fromEntries(cases.map(({ list }, n) => [`s${n}`, list.map((item) => `i${item}`)])),
    truth: Object.fromEntries(
      cases.map(({ truth }, n) => [
        `s${n}`,
        Object.fromEntries([...truth].map(([item, grade]) => [`i${item}`, grade])),
      ]),
    ),
  });
  for (const python of (process.env['SHOPLAB_PEERS_PYTHON'] ?? 'python3').split(delimiter)) {
    const { status, stdout, stderr } = spawnSync(python, [SCRIPT], {
      input,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (status === null) continue;
    if (status !== 0) throw new Error(`${python} ${SCRIPT}: ${stderr}`);
    const told = JSON.parse(stdout) as Told;
    if (Object.keys(told).length > 0) return told;
  }
  return null;
}

const means = (cases: readonly Case[], name: string, cutoff: number): number =>
  cases.reduce((sum, one) => sum + ours(name, cutoff, one), 0) / cases.length;

describe('three hundred random lists', () => {
  const cases = randomCases('outside', 300);
  /** Means at 1, 5 and 10 as ir_measures 0.4.3 (pytrec_eval-terrier 0.5.11) and ranx 0.3.21 told of them, by scripts/peers/list_metrics.py; both alike. */
  const RECORDED: Readonly<Record<string, readonly [number, number, number]>> = {
    precision: [0.11333333333333333, 0.09133333333333314, 0.07366666666666667],
    recall: [0.01538035113035113, 0.0685737133237133, 0.10288924963924961],
    hitRate: [0.11333333333333333, 0.37, 0.4533333333333333],
    mrr: [0.11333333333333333, 0.1998333333333334, 0.2113968253968255],
    mapTrec: [0.01538035113035113, 0.03548896103896103, 0.044145753739206116],
    ndcg: [0.11333333333333333, 0.10069262360923241, 0.10055461141597508],
    ndcgGraded: [0.0390967741935484, 0.0589639047969737, 0.07305109773613092],
  };
  it.each(Object.entries(RECORDED))('%s has the means that both told once', (name, wanted) => {
    CUTOFFS.forEach((cutoff, i) => {
      expect(means(cases, name, cutoff)).toBeCloseTo(wanted[i]!, 12);
    });
  });
  it('are recorded for every metric', () => expect(Object.keys(RECORDED)).toEqual(NAMES));
});

const LIVE = randomCases('live', 200);
const told = askPython(LIVE);

it.skipIf(told === null)(
  'agree list by list with ir_measures and ranx, where a Python has them (SHOPLAB_PEERS_PYTHON)',
  () => {
    for (const measures of Object.values(told!))
      for (const name of NAMES)
        for (const cutoff of CUTOFFS)
          LIVE.forEach((one, n) => {
            // What a library leaves out has no hit.
            expect(measures[`${name}@${cutoff}`]![`s${n}`] ?? 0).toBeCloseTo(ours(name, cutoff, one), 6);
          });
  },
);
