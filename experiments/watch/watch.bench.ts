/**
 * `shoplab watch`, reading included, start-up not: an ordinary log with every payment and review scored by models of 100 trees, payments by rules
 * too; and a file of payments alone, as many as a shop under attack has, and where every payment raises an alert with its reasons. The models are learnt
 * from `marketplace-fraud`. `openSuite` is what `npm run bench` runs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import type { LabelModel } from '../../algorithms/algorithm.ts';
import { algorithmNamed } from '../../algorithms/fitting.ts';
import { quietRun, smallTraining } from '../../algorithms/small-training.node.ts';
import { PAYMENTS, type Payments } from '../../datasets/payment-tables.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { runSimulation } from '../../simulator/rounds/run-simulation.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { fraudExamples } from '../fitting/fraud-examples.ts';
import { paymentRules } from './detectors.node.ts';
import { runWatch, type WatchedDetector, type WatchOutcome } from './run-watch.node.ts';

const SIZES = {
  usual: { shoppers: 30_000, underAttack: 20_000, copies: 4 },
  short: { shoppers: 1500, underAttack: 2000, copies: 1 },
};
/** From one copy of the payments to the next, s. */
const APART = 2_500_000;

const folder = mkdtempSync(join(tmpdir(), 'shoplab-bench-watch-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

async function underAttack(shoppers: number) {
  const { scenario, seedWords } = await loadScenario('marketplace-fraud', {
    set: [`shoppers.count=${shoppers}`],
  });
  const { log, filed } = simulateInMemory(scenario, seedWords, { keepImpressions: false });
  const { payments, chargebacks, fraudLabels, fraudEvents } = filed;
  const dataset = { log: { ...log, fraud: { payments, chargebacks, fraudLabels } } };
  const trees = async (of: 'payments' | 'reviews', threshold: number): Promise<WatchedDetector> => {
    const all = fraudExamples(dataset, fraudEvents, { of });
    const examples = { all, rows: Uint32Array.from(all.label.keys()), label: all.label };
    const algorithm = algorithmNamed('boosted-trees');
    const data = { ...smallTraining(1, 1, []), asOf: Number.POSITIVE_INFINITY, examples };
    const model = await algorithm.fit(data, algorithm.params.parse({}), quietRun('bench'));
    return { name: `${of} by trees`, of, model: model as LabelModel, threshold, digest: of };
  };
  return { payments, trees };
}

/** Every payment `copies` times, each copy later than the one before. */
function writePayments(payments: Payments, copies: number): string {
  const order = [...payments.time.keys()].sort((a, b) => payments.time[a]! - payments.time[b]! || a - b);
  const columns = Object.entries(PAYMENTS.columns).map(([name, column]) => ({
    ...{ name, values: payments[name as keyof typeof PAYMENTS.columns] },
    labels: (column as { readonly labels?: readonly string[] }).labels,
  }));
  const lines = Array.from({ length: copies }, (_, copy) =>
    order.map((row) => {
      const cells = columns.map(({ name, values, labels }) => [name, labels?.[values[row]!] ?? values[row]!]);
      return JSON.stringify({ ...Object.fromEntries(cells), time: payments.time[row]! + copy * APART });
    }),
  );
  const path = join(folder, 'payments.jsonl');
  writeFileSync(path, `${lines.flat().join('\n')}\n`);
  return path;
}

export async function openSuite({ short }: { short: boolean }) {
  const { shoppers, underAttack: attacked, copies } = SIZES[short ? 'short' : 'usual'];
  const { signal } = new AbortController();
  const set = [`shoppers.count=${shoppers}`, 'truth=none'];
  const log = join(folder, 'log');
  const scenario = await loadScenario('marketplace', { set });
  const { actions } = await runSimulation({ scenario, out: log, threads: 1, signal });
  const { payments, trees } = await underAttack(attacked);
  const file = writePayments(payments, copies);
  const rules = await paymentRules();
  const [usual, reviews] = [await trees('payments', 0.5), await trees('reviews', 0.5)];

  const suite = new Bench({ name: 'watch' });
  const amounts: Record<string, Record<string, number>> = {};
  const add = async (name: string, path: string, detectors: readonly WatchedDetector[], actions?: number) => {
    const out = join(folder, 'alerts.jsonl');
    const watch = (): Promise<WatchOutcome> => runWatch(path, { detectors, out, fresh: true, signal });
    const { events, judged, alerts } = await watch();
    const wanted = path === file ? payments.length * copies : 1;
    if (judged < wanted) throw new Error(`bench: ${name}: ${judged} judged; ${wanted} at least are expected`);
    suite.add(name, watch, { async: true });
    amounts[name] = { ...(actions && { actions }), events, judged, alerts };
  };
  await add('an ordinary log, rules and trees', log, [rules, usual, reviews], actions);
  await add('a file of payments, rules and trees', file, [rules, usual]);
  await add('a file of payments, all of them raised', file, [rules, { ...usual, threshold: 0 }]);
  return { suite, amounts };
}
