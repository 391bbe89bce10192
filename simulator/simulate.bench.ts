/**
 * The simulator: impressions and actions a second kept in memory and filed; the choice core beside a plain reference; how
 * time grows with the number of shoppers. `openSuite` is what `npm run bench` runs.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from 'tinybench';
import { drawKey, uniform } from '../numerics/rng.ts';
import { seedWords } from '../numerics/seed.ts';
import { choose, drawChoiceWords, OUTSIDE } from './behaviour/choice.ts';
import { closeRound } from './business/closing.ts';
import { fileRound } from './filing/barrier.ts';
import type { RoundLog } from './filing/filed-tables.ts';
import { createOrderBook } from './filing/sale-filing.ts';
import { openUnderworld } from './fraud/story.ts';
import { newLives } from './people/lives.ts';
import { openHome } from './policy/home.ts';
import { simulateInMemory } from './rounds/in-memory.ts';
import { mergeState } from './rounds/round.ts';
import { runSimulation } from './rounds/run-simulation.node.ts';
import { runOnThreads, splitForThreads, workersOf } from './rounds/shard-runner.node.ts';
import { readyWorkers } from './rounds/worker-pool.node.ts';
import { type LoadedScenario, loadScenario } from './scenario/load-scenario.node.ts';
import { newShop } from './world/shop.ts';
import { buildWorld } from './world/world.ts';

type Amounts = Record<string, Record<string, number>>;

const folder = mkdtempSync(join(tmpdir(), 'shoplab-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const inMemory = ({ scenario, seedWords }: LoadedScenario) => simulateInMemory(scenario, seedWords).log;

/** One call's worth, counted once before anything is timed. */
function rowsOf(loaded: LoadedScenario): Record<string, number> {
  const { impressions, actions } = inMemory(loaded);
  return { impressions: impressions.length, actions: actions.length };
}

/** All rounds of a world in canonical order, kept in memory: what filing does without a store. Returns impressions. */
export async function keepOnThreads(
  { scenario, seedWords: seed }: LoadedScenario,
  threads: number,
): Promise<number> {
  readyWorkers(workersOf(threads));
  const world = buildWorld(scenario, seed);
  const home = openHome(world);
  const underworld = openUnderworld(world, home);
  const runner = runOnThreads(world, home, undefined, threads, new AbortController().signal);
  try {
    const book = createOrderBook();
    const kept: RoundLog[] = [];
    let lives = splitForThreads(world.shoppers.length, threads).map((shard) => newLives(scenario, shard));
    let state = newShop(world);
    let running = runner.run(state, lives);
    for (let day = 0; day < scenario.days; day++) {
      await runner.help();
      const results = await running;
      const logs = [...results.map(({ log }) => log), ...underworld.logs(state)];
      const before = state;
      const closing = closeRound(world, before, logs);
      state = mergeState(world, before, logs, closing);
      lives = results.map((result) => result.lives);
      if (day + 1 < scenario.days) running = runner.run(state, lives);
      kept.push(fileRound(before, logs, world, book, closing));
    }
    return kept.reduce((sum, { impressions }) => sum + impressions.length, 0);
  } finally {
    await runner.close();
  }
}

/** The first run of a process, in a process of its own: everything is loaded and made fast anew. Seconds. */
function firstRun(shoppers: number, threads: number, filed: boolean): number {
  const program = `
    const [{ loadScenario }, bench, { runSimulation }] = await Promise.all([
      import(${JSON.stringify(new URL('./scenario/load-scenario.node.js', import.meta.url))}),
      import(${JSON.stringify(import.meta.url)}),
      import(${JSON.stringify(new URL('./rounds/run-simulation.node.js', import.meta.url))}),
    ]);
    const loaded = await loadScenario('marketplace', { set: ['shoppers.count=${shoppers}'] });
    const started = performance.now();
    ${
      filed
        ? `await runSimulation({ scenario: loaded, out: ${JSON.stringify(join(folder, 'first'))}, threads: ${threads} })`
        : `await bench.keepOnThreads(loaded, ${threads})`
    };
    console.log((performance.now() - started) / 1000);`;
  const file = join(folder, 'first.mjs');
  writeFileSync(file, program);
  return Number(execFileSync(process.execPath, [file], { encoding: 'utf8' }));
}

const FIRST_RUNS = 3;

/** What a first run makes beside those in `times`, which are later ones. */
function describeFirstRuns(
  shoppers: number,
  { impressions = 0, actions = 0 }: Record<string, number>,
): string[] {
  return [false, true].map((filed) => {
    const seconds = Array.from({ length: FIRST_RUNS }, () => firstRun(shoppers, 2, filed)).sort(
      (a, b) => a - b,
    );
    const median = seconds[Math.floor(FIRST_RUNS / 2)]!;
    const what = filed ? 'filed as Parquet' : 'rounds kept in memory';
    return (
      `first run of a process, ${what} by 2 threads: ${median.toFixed(2)} s, ` +
      `${(impressions / median / 1e6).toFixed(2)} M impressions/s, ${(actions / median / 1e3).toFixed(1)} k actions/s ` +
      `(median of ${FIRST_RUNS}; the rates above are of later runs, whose threads are warm)`
    );
  });
}

async function addWorlds(suite: Bench, amounts: Amounts, short: boolean): Promise<() => string[]> {
  const shoppers = short ? 1000 : 20_000;
  const worlds = {
    [`marketplace of ${shoppers} shoppers`]: await loadScenario('marketplace', {
      set: [`shoppers.count=${shoppers}`],
    }),
    tiny: await loadScenario('tiny'),
  };
  for (const [name, loaded] of Object.entries(worlds)) {
    const rows = rowsOf(loaded);
    const add = (variant: string, work: () => unknown): void => {
      suite.add(`${name}, ${variant}`, work, { async: variant !== 'in memory' });
      amounts[`${name}, ${variant}`] = rows;
    };
    add('in memory', () => void inMemory(loaded));
    if (name !== 'tiny') add('rounds kept in memory by 2 threads', () => keepOnThreads(loaded, 2));
    for (const threads of name === 'tiny' ? [1] : [1, 2]) {
      add(`filed as Parquet by ${threads} thread${threads > 1 ? 's' : ''}`, () =>
        runSimulation({ scenario: loaded, out: join(folder, `${loaded.name}-${threads}`), threads }),
      );
    }
  }
  return () => describeFirstRuns(shoppers, amounts[`marketplace of ${shoppers} shoppers, in memory`]!);
}

const GROWTH = [1, 2, 4, 8];

/** Returns what turns the times into the fitted exponent. */
async function addGrowth(suite: Bench, amounts: Amounts, short: boolean) {
  const [base, items] = short ? [500, 1000] : [2500, 10_000];
  const names: string[] = [];
  for (const factor of GROWTH) {
    const loaded = await loadScenario('marketplace', {
      set: [`shoppers.count=${base * factor}`, `catalog.items=${items}`],
    });
    const name = `growth of marketplace from ${base} shoppers, x${factor}`;
    suite.add(name, () => void inMemory(loaded), { async: false });
    amounts[name] = rowsOf(loaded);
    names.push(name);
  }
  return (times: ReadonlyMap<string, readonly number[]>): string[] => {
    const sizes = names.map((name) => Math.log(amounts[name]!['impressions']!));
    const exponentOf = (from: number): string => {
      const exponents = times
        .get(names[0]!)!
        .map((_, round) => {
          const logs = names.map((name) => Math.log(times.get(name)![round]!));
          return slope(sizes.slice(from), logs.slice(from));
        })
        .sort((a, b) => a - b);
      const [least, most] = [exponents[0]!, exponents.at(-1)!];
      return `${exponents[Math.floor(exponents.length / 2)]!.toFixed(3)} [${least.toFixed(3)}, ${most.toFixed(3)}]`;
    };
    return [
      `time grows with impressions to the power ${exponentOf(0)}, over the last doubling alone ${exponentOf(GROWTH.length - 2)}`,
      `(the catalogue of ${items} items, ranked every day, is in every time)`,
    ];
  };
}

/** Of the least-squares line. */
function slope(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  const across = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0);
  return across / x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
}

const SLATE = 20;
const SLATES = 2000;
const OUTSIDE_UTILITY = 3;

/** The same choices in distribution: one uniform a slate, compared with the cumulative shares of a softmax. */
function softmaxChoice(utilities: Float64Array, outside: number, u: number): number {
  let total = Math.exp(outside);
  for (const utility of utilities) total += Math.exp(utility);
  let below = Math.exp(outside);
  if (u * total < below) return OUTSIDE;
  for (let candidate = 0; candidate < utilities.length; candidate++) {
    below += Math.exp(utilities[candidate]!);
    if (u * total < below) return candidate;
  }
  return utilities.length - 1;
}

/** One choice from each of SLATES slates of SLATE items, all seen. Returns how often something was taken. */
function choiceCores() {
  const itemKey = drawKey(seedWords('bench'), 'choice.item');
  const outsideKey = drawKey(seedWords('bench'), 'choice.outside');
  const utilities = Array.from({ length: 64 }, (_, slate) =>
    Float64Array.from({ length: SLATE }, (_, slot) => 2 * uniform(itemKey, slate, slot) - 1),
  );
  const words = new Uint32Array(4 * (SLATE + 1));
  const gumbelMax = (): number => {
    let taken = 0;
    for (let slate = 0; slate < SLATES; slate++) {
      for (let slot = 0; slot < SLATE; slot++) drawChoiceWords(itemKey, 1, slot, slate, 0, words, slot);
      drawChoiceWords(outsideKey, 1, 0, slate, 0, words, SLATE);
      if (choose(0, SLATE, utilities[slate % 64]!, OUTSIDE_UTILITY, words) !== OUTSIDE) taken++;
    }
    return taken;
  };
  const softmax = (): number => {
    let taken = 0;
    for (let slate = 0; slate < SLATES; slate++) {
      const u = uniform(outsideKey, 1, 0, slate, 1);
      if (softmaxChoice(utilities[slate % 64]!, OUTSIDE_UTILITY, u) !== OUTSIDE) taken++;
    }
    return taken;
  };
  return { gumbelMax, softmax };
}

function addChoice(suite: Bench, amounts: Amounts): void {
  const { gumbelMax, softmax } = choiceCores();
  const apart = Math.abs(gumbelMax() - softmax()) / SLATES;
  if (apart > 0.07) throw new Error(`bench: the two choice cores take ${apart} of all slates apart`);
  const what = `one choice from each of ${SLATES} slates of ${SLATE}`;
  const variants = {
    'softmax by cumulative sum, one draw a slate': softmax,
    'the simulator, a draw an item': gumbelMax,
  };
  for (const [variant, work] of Object.entries(variants)) {
    suite.add(`${what}, ${variant}`, () => void work(), { async: false });
    amounts[`${what}, ${variant}`] = { impressions: SLATES * SLATE };
  }
}

export async function openSuite({ short }: { short: boolean }) {
  const suite = new Bench({ name: 'simulator' });
  const amounts: Amounts = {};
  addChoice(suite, amounts);
  const firstRuns = await addWorlds(suite, amounts, short);
  const growth = await addGrowth(suite, amounts, short);
  const conclude = (times: ReadonlyMap<string, readonly number[]>) => [...firstRuns(), ...growth(times)];
  return { suite, amounts, conclude };
}
