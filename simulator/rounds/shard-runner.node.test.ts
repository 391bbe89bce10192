import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type Lives, newLives } from '../people/lives.ts';
import { openHome } from '../policy/home.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { newShop } from '../world/shop.ts';
import { buildWorld, splitShoppers, type World } from '../world/world.ts';
import { mergeState, type ShardResult } from './round.ts';
import { runHere, runOnThreads, type ShardRunner } from './shard-runner.node.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
const signal = new AbortController().signal;
const SHARDS = 5;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** All rounds of a world; `help` is called in each before its results are waited for. */
async function simulate(world: World, runner: ShardRunner, unlessLeft?: number): Promise<ShardResult[][]> {
  const { scenario } = world;
  let lives = splitShoppers(world.shoppers.length, SHARDS).map((shard) => newLives(scenario, shard));
  let state = newShop(world);
  const rounds: ShardResult[][] = [];
  for (let day = 0; day < world.scenario.days; day++) {
    const running = runner.run(state, lives);
    await runner.help(unlessLeft);
    const results = await running;
    // Lives move on to the next round and are transferred: what is compared is copied.
    rounds.push(structuredClone(results));
    lives = results.map((result) => result.lives);
    state = mergeState(
      world,
      state,
      results.map(({ log }) => log),
    );
  }
  await runner.close();
  return rounds;
}

describe('shard runners', () => {
  it.skipIf(!isBuilt).each([
    ['2 threads that help', 2, 0],
    ['2 threads of which one never helps', 2, 1],
    ['4 threads', 4, 0.5],
  ])('give the same on %s as in this thread (needs the compiled dist/)', async (_, threads, unlessLeft) => {
    const { scenario, seedWords } = await loadScenario('tiny', { set: ['shoppers.count=60', 'days=4'] });
    const world = buildWorld(scenario, seedWords);
    const home = openHome(world);
    const here = await simulate(world, runHere(world, home, signal));
    const apart = await simulate(world, runOnThreads(world, home, undefined, threads, signal), unlessLeft);
    expect(apart).toEqual(here);
  });

  it.skipIf(!isBuilt)('keep nothing of a round that is over (needs the compiled dist/)', async () => {
    const { scenario, seedWords } = await loadScenario('tiny', { set: ['shoppers.count=60', 'days=4'] });
    const world = buildWorld(scenario, seedWords);
    const runner = runOnThreads(world, openHome(world), undefined, 2, signal);
    const state = newShop(world);
    const runRound = async (lives: readonly Lives[]) => {
      const results = await runner.run(state, lives);
      return { over: new WeakRef(results), lives: results.map((result) => result.lives) };
    };
    const first = await runRound([newLives(scenario, { start: 0, end: world.shoppers.length })]);
    await runRound(first.lives);
    // What a WeakRef was asked for stays until the turn ends.
    await new Promise((resume) => setImmediate(resume));
    collectGarbage();
    expect(first.over.deref()).toBeUndefined();
    await runner.close();
  });
});
