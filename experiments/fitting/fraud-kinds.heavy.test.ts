import { expect, it } from 'vitest';
import type { LabelModel, TrainingData } from '../../algorithms/algorithm.ts';
import { algorithmNamed } from '../../algorithms/fitting.ts';
import type { Judged } from '../../algorithms/fraud/look-back.ts';
import { quietRun, smallTraining } from '../../algorithms/small-training.node.ts';
import { type Examples, NO_CLASS } from '../../datasets/examples.ts';
import { FRAUD_KINDS, type FraudKind } from '../../datasets/fraud-tables.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { averagePrecision } from '../metrics/class-scores.ts';
import { fraudExamples } from './fraud-examples.ts';

const DAY = 86_400;
/** Things that each kind is found by, where what is trivial is found by rules. */
const JUDGED: readonly (readonly [Judged, number])[] = [
  ['payments', 21],
  ['reviews', 23],
  ['sessions', 21],
  ['orders', 21],
  ['returns', 23],
];
/**
 * Found by rules alone, as things that the rule is about: one feature tells them (a click farm clicks nothing but its item, so that no
 * order of visits is better than the rule's).
 */
const TRIVIAL: readonly (readonly [Judged, FraudKind])[] = [
  ['payments', 'card testing'],
  ['payments', 'stolen cards'],
  ['sessions', 'click farm'],
  ['orders', 'promotion abuse'],
];

interface Found {
  readonly precision: number;
  readonly recall: number;
}

/** Of each kind beside all that is honest: average precision, and recall among as many alerts as there are frauds of all kinds. */
function findings(examples: Examples, test: Uint32Array, model: LabelModel): Map<FraudKind, Found> {
  const out = new Float64Array(2 * test.length);
  model.probabilities(examples, test, out);
  const scores = Float64Array.from(test, (_, i) => out[2 * i + 1]!);
  const label = Uint8Array.from(test, (row) => examples.label[row]!);
  const alerts = label.reduce((sum, one) => sum + one, 0);
  const raised = new Set(
    [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, alerts),
  );
  const { of } = examples.groups.find(({ name }) => name === 'kind')!;
  const found = new Map<FraudKind, Found>();
  FRAUD_KINDS.forEach((kind, code) => {
    const own = [...test.keys()].filter((i) => of[test[i]!] === code);
    if (own.length === 0) return;
    const beside = [...test.keys()].filter((i) => of[test[i]!] === code || label[i] === 0);
    const precision = averagePrecision.of(
      Float64Array.from(beside, (i) => scores[i]!),
      Uint8Array.from(beside, (i) => label[i]!),
    );
    found.set(kind, { precision, recall: own.filter((i) => raised.has(i)).length / own.length });
  });
  return found;
}

it('marketplace-fraud: rules find the trivial kinds, what is learnt finds all others better', async () => {
  const { scenario, seedWords } = await loadScenario('marketplace-fraud');
  const { log, filed } = simulateInMemory(scenario, seedWords, { keepImpressions: false });
  const { payments, chargebacks, fraudLabels, fraudEvents } = filed;
  const dataset = { log: { ...log, fraud: { payments, chargebacks, fraudLabels } } };
  const lines: string[] = [];
  const met = new Set<FraudKind>();
  for (const [of, day] of JUDGED) {
    const cut = day * DAY;
    const all = fraudExamples(dataset, fraudEvents, { of });
    const every = Uint32Array.from(all.label.keys());
    const rows = every.filter((row) => all.time[row]! < cut);
    const known = all.known!;
    const label = Uint8Array.from(rows, (row) => (known.time[row]! < cut ? known.label[row]! : NO_CLASS));
    const data: TrainingData = { ...smallTraining(1, 1, []), asOf: cut, examples: { all, rows, label } };
    const test = every.filter((row) => all.time[row]! >= cut);
    const [rules, learnt] = await Promise.all(
      [
        ['fraud-rules', {}],
        ['boosted-trees', { settleDays: day === 21 ? 7 : 3, leastRows: day === 21 ? 20 : 5 }],
      ].map(async ([name, params]) => {
        const algorithm = algorithmNamed(name as string);
        const fitted = await algorithm.fit(data, algorithm.params.parse(params), quietRun('kinds'));
        return findings(all, test, fitted as LabelModel);
      }),
    );
    for (const [kind, byRules] of rules!) {
      const byTrees = learnt!.get(kind)!;
      met.add(kind);
      const shown = [byRules, byTrees].map(
        ({ precision, recall }) => `${precision.toFixed(3)} / ${recall.toFixed(3)}`,
      );
      lines.push(`${of}, ${kind}: rules ${shown[0]}, boosted-trees ${shown[1]} (average precision / recall)`);
      const isTrivial = TRIVIAL.some(([what, trivial]) => what === of && trivial === kind);
      if (isTrivial) expect(byRules.recall, `${of} ${kind}`).toBeGreaterThan(0.8);
      else expect(byTrees.precision, `${of} ${kind}`).toBeGreaterThan(byRules.precision);
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  expect([...met].sort()).toEqual([...FRAUD_KINDS].sort());
}, 600_000);
