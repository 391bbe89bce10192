import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest, readTable } from '../../datasets/store/reader.node.ts';
import { verifyStore } from '../../datasets/store/verify.node.ts';
import { ARMS, IMPRESSIONS, NO_SHOPPER, SESSIONS, SURFACES } from '../../datasets/tables.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { runSimulation } from '../rounds/run-simulation.node.ts';
import { runBarrier, runTask } from '../rounds/tasks.node.ts';
import { loadScenario } from '../scenario/load-scenario.node.ts';
import { loadRevive, loadUnderPolicy, modulePolicy, withPolicy } from './outside-policy.node.ts';
import type { PrecomputedSlates } from './precomputed-slates.ts';

const isBuilt = existsSync(
  fileURLToPath(new URL('../../dist/simulator/rounds/worker.node.js', import.meta.url)),
);
const SET = ['shoppers.count=60', 'days=2', 'catalog.items=50', 'exposure.slateSize=4'];

/** Shows item `visitor + slot + step`, around the catalog. */
const ROTATING = `
export function revivePolicy(params, seed, slateSize) {
  const step = params?.step ?? 0;
  return {
    personal: true,
    fillRound(visits, shop, slates, propensities) {
      for (let i = 0; i < visits.length; i++)
        for (let slot = 0; slot < slateSize; slot++)
          slates[i * slateSize + slot] = (visits.visitor[i] + slot + step) % shop.items;
      propensities.fill(1);
    },
  };
}`;
let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-policy-'));
  writeFileSync(file('rotating.mjs'), ROTATING);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a policy from outside', () => {
  it('can be a name or YAML, and then it is the scenario’s', async () => {
    const named = await loadUnderPolicy('tiny', { policy: 'random' });
    const set = await loadScenario('tiny', { set: ['exposure.policy.name=random'] });
    expect([named.scenario.exposure.policy, named.sha256]).toEqual([{ name: 'random' }, set.sha256]);
    const yaml = await loadUnderPolicy('tiny', { policy: '{ name: epsilon-mixed, epsilon: 0.25 }' });
    expect(yaml.scenario.exposure.policy).toEqual({ name: 'epsilon-mixed', epsilon: 0.25 });
    await expect(loadUnderPolicy('tiny', { policy: 'populrity' })).rejects.toThrow(/popularity/);
  });

  it('can be a module, which fills the home slates; the log says which', async () => {
    const loaded = await loadUnderPolicy('tiny', { policy: file('rotating.mjs'), set: SET });
    const out = file('module');
    await runSimulation({ scenario: loaded, out });
    expect((await verifyStore(out)).problems).toEqual([]);
    const { scenario } = await readManifest(out);
    const described = JSON.parse(scenario.text).exposure.policy;
    expect(described).toEqual({ name: 'module', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const sessions = await readTable(out, SESSIONS);
    const impressions = await readTable(out, IMPRESSIONS);
    let home = 0;
    impressions.item.forEach((item, row) => {
      if (SURFACES[impressions.surface[row]!] !== 'home') return;
      home++;
      const visitor = sessions.visitor[impressions.session[row]!]!;
      expect(item).toBe((visitor + impressions.position[row]!) % 50);
    });
    expect(home).toBe(4 * sessions.length);
    expect((await readTable(out, ARMS)).length).toBe(0);
  });

  it.skipIf(!isBuilt)('gives the same log on threads and as tasks (needs the compiled dist/)', async () => {
    const policy = await modulePolicy(file('rotating.mjs'), { step: 3 });
    const scenario = withPolicy(await loadScenario('tiny', { set: SET }), policy);
    const { digest } = await runSimulation({ scenario, out: file('one') });
    expect((await runSimulation({ scenario, out: file('two'), threads: 2 })).digest).toBe(digest);
    const state = file('tasks');
    for (const round of [0, 1]) {
      for (const shard of [1, 2]) await runTask({ scenario, shard, of: 2, round, state });
      const { log } = await runBarrier({ scenario, round, state });
      expect(log?.digest).toBe(round === 1 ? digest : undefined);
    }
    const memory = simulateInMemory(scenario.scenario, scenario.seedWords, {
      policy,
      revive: await loadRevive(policy),
    });
    expect(memory.log.impressions).toEqual(await readTable(file('one'), IMPRESSIONS));
    const other = withPolicy(scenario, await modulePolicy(file('rotating.mjs')));
    expect(other.sha256).not.toBe(scenario.sha256);
  });

  it.skipIf(!isBuilt)('can be precomputed slates, on threads too (needs the compiled dist/)', async () => {
    const policy: PrecomputedSlates = {
      name: 'precomputed',
      shopper: Uint32Array.from({ length: 30 }, (_, i) => 2 * i),
      slates: Uint32Array.from({ length: 120 }, (_, i) => (i % 4) + Math.floor(i / 4)),
      others: Uint32Array.of(40, 41, 42, 43),
    };
    const scenario = withPolicy(
      await loadScenario('tiny', { set: [...SET, 'arrival.anonymous=0.3'] }),
      policy,
    );
    const { digest } = await runSimulation({ scenario, out: file('slates') });
    expect((await runSimulation({ scenario, out: file('slates2'), threads: 2 })).digest).toBe(digest);
    const sessions = await readTable(file('slates'), SESSIONS);
    const impressions = await readTable(file('slates'), IMPRESSIONS);
    impressions.item.forEach((item, row) => {
      if (SURFACES[impressions.surface[row]!] !== 'home') return;
      const shopper = sessions.shopper[impressions.session[row]!]!;
      const isKnown = shopper !== NO_SHOPPER && shopper % 2 === 0;
      expect(item).toBe(impressions.position[row]! + (isKnown ? shopper / 2 : 40));
    });
  });

  it('is refused when it is not there, is no policy, was changed, or shows what cannot be shown', async () => {
    await expect(modulePolicy(file('absent.mjs'))).rejects.toThrow('there is no module');
    writeFileSync(file('empty.mjs'), 'export const nothing = 1;');
    await expect(loadRevive(await modulePolicy(file('empty.mjs')))).rejects.toThrow(
      'exports no function revivePolicy',
    );
    const before = await modulePolicy(file('empty.mjs'));
    writeFileSync(file('empty.mjs'), 'export const nothing = 2;');
    await expect(loadRevive(before)).rejects.toThrow('has changed');
    const broken = async (name: string, fill: string): Promise<void> => {
      writeFileSync(
        file(name),
        `export const revivePolicy = () => ({ personal: false, fillRound(visits, shop, slates, propensities) { propensities.fill(1); ${fill} } });`,
      );
      const policy = await modulePolicy(file(name));
      const { scenario, seedWords } = await loadScenario('tiny', { set: SET });
      simulateInMemory(scenario, seedWords, { policy, revive: await loadRevive(policy) });
    };
    const good = 'for (let i = 0; i < slates.length; i++) slates[i] = i % 4;';
    await expect(broken('same.mjs', 'slates.fill(7)')).rejects.toThrow('shows item 7 twice in a slate');
    await expect(broken('far.mjs', 'slates.fill(99)')).rejects.toThrow(
      'shows item 99; the catalog has 50 items',
    );
    await expect(broken('sure.mjs', `${good} propensities.fill(2)`)).rejects.toThrow('gives propensity 2');
    await expect(broken('good.mjs', good)).resolves.toBeUndefined();
  });
});
