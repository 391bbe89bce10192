/** `shoplab run --models`: what is kept, that results know nothing of it, and what an interruption leaves. */

import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFile } from '../algorithms/model-file.node.ts';
import type { DoneRun, RunRecord } from '../experiments/run-record.ts';
import { digestJson } from '../numerics/digest.ts';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

const STUDY = `
name: small
title: A small study
data: { scenario: tiny, seed: small, set: [shoppers.count=150, days=14] }
feedback: { source: actions, weights: { click: 1, order: 3 } }
split: { name: random, params: { fraction: 0.8 } }
repeats: [exclude, include]
algorithms:
  - name: popularity
  - { name: item-knn, label: "Nächste: 5/α", params: { neighbours: 5 } }
  - { name: als, params: { factors: 16, epochs: 20 } }
metrics: { names: [recall, ndcg], at: [10], primary: ndcg@10 }
statistics: { resamples: 100 }
`;

let folder = '';
let study = '';
const commands = openCommandLines();
const at = (...parts: string[]): string => join(folder, ...parts);

async function run(out: string, ...more: string[]): Promise<{ json: Outcome; stderr: string }> {
  const args = ['run', study, '--out', at(out), '--no-report', '--quiet', '--threads', '2'];
  const { status, stdout, stderr } = await commands.run([...args, ...more, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return { json: JSON.parse(stdout), stderr };
}

interface Outcome {
  readonly runs: readonly { readonly label: string; readonly repeats: string; readonly model?: string }[];
}

async function filesOf(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(at(dir))).sort();
  const read = async (name: string) => [name, await readFile(at(dir, name), 'hex')] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

/** Every record without what it cost. */
async function results(out: string): Promise<unknown[]> {
  const names = (await readdir(at(out, 'runs'))).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => {
      const record: RunRecord = JSON.parse(await readFile(at(out, 'runs', name), 'utf8'));
      return { ...record, measured: null };
    }),
  );
}

let whole: Outcome;
let models: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-models-'));
  study = at('small.yaml');
  await writeFile(study, STUDY);
  whole = (await run('whole', '--models')).json;
  models = await filesOf('whole/models');
}, 60_000);
afterAll(() => {
  commands.close();
  return rm(folder, { recursive: true, force: true });
});

describe('run --models', () => {
  it('keeps one model a fit, named after its run, which the modes share', () => {
    expect(Object.keys(models)).toEqual([
      expect.stringMatching(/^Nachste-5-seed-1-fold-0-[0-9a-f]{8}\.model$/),
      expect.stringMatching(/^als-seed-1-fold-0-[0-9a-f]{8}\.model$/),
      expect.stringMatching(/^popularity-seed-1-fold-0-[0-9a-f]{8}\.model$/),
    ]);
    const [near, als, popularity] = Object.keys(models).map((name) => at('whole', 'models', name));
    expect(whole.runs.map(({ label, repeats, model }) => [label, repeats, model])).toEqual(
      [
        ['popularity', popularity],
        ['Nächste: 5/α', near],
        ['als', als],
      ].flatMap(([label, model]) => [
        [label, 'exclude', model],
        [label, 'include', model],
      ]),
    );
  });

  it('files what the shop calls shoppers and items', async () => {
    const { names, saved } = await readModelFile(whole.runs.at(-1)!.model!);
    expect(saved).toMatchObject({ algorithm: expect.stringMatching(/^als\.v/), params: { factors: 16 } });
    expect(names!.shoppers).toHaveLength(150);
    expect(names!.shoppers[0]).toMatch(/^shopper-\d{7}$/);
    expect(names!.items[0]).toMatch(/^item-\d{7}$/);
    expect(names!.titles.every((title) => title.length > 0)).toBe(true);
  });

  it('leaves records as they are without it; what lacks only its model is fitted again, and its record stays', async () => {
    const { json } = await run('without');
    expect(existsSync(at('without', 'models'))).toBe(false);
    expect(json.runs.every((one) => !('model' in one))).toBe(true);
    expect(await results('without')).toEqual(await results('whole'));
    const before = await filesOf('without/runs');
    await run('without', '--models');
    expect(await filesOf('without/models')).toEqual(models);
    expect(await filesOf('without/runs')).toEqual(before);
    const [gone] = Object.keys(models);
    await rm(at('without', 'models', gone!));
    await run('without', '--models');
    expect(await filesOf('without/models')).toEqual(models);
    expect(await filesOf('without/runs')).toEqual(before);
  });

  it('refuses a model whose fit comes out otherwise than its record says', async () => {
    await cp(at('whole'), at('other'), { recursive: true });
    const records = (await results('other')) as DoneRun[];
    const record = records.find(({ inputs }) => inputs.algorithm.name === 'als')!;
    const result = { ...record.result, counts: { ...record.result.counts, evaluated: 1 } };
    const file = at('other', 'runs', `${record.id}.json`);
    const kept = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...kept, result, resultDigest: digestJson(result) }));
    const als = Object.keys(models).find((name) => name.startsWith('als'))!;
    await rm(at('other', 'models', als));
    const args = ['run', study, '--out', at('other'), '--no-report', '--quiet', '--models'];
    const { status, stderr } = await commands.run(args);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `shoplab: ${file}: fitted again for its model, its result is another; remove the file to run it again\n`,
    });
    expect(existsSync(at('other', 'models', als))).toBe(false);
  });

  it('sweeps up what a dead process left, and only that', async () => {
    const host = hostname().replace(/[^A-Za-z0-9]/g, '_');
    const [dead, living, foreign] = [`${host}-999999999-0`, `${host}-${process.pid}-0`, 'elsewhere-1-0'];
    for (const suffix of [dead, living, foreign])
      await writeFile(at('whole', 'models', `x.model.tmp-${suffix}`), 'half');
    await rm(at('whole', 'models', Object.keys(models)[0]!));
    await run('whole', '--models');
    const kept = [`x.model.tmp-${foreign}`, `x.model.tmp-${living}`];
    expect(Object.keys(await filesOf('whole/models')).filter((name) => !(name in models))).toEqual(
      kept.sort(),
    );
    for (const name of kept) await rm(at('whole', 'models', name));
    expect(await filesOf('whole/models')).toEqual(models);
  });

  it('leaves whole models or none when interrupted, and goes on to the same', async () => {
    const args = ['run', study, '--out', at('cut'), '--no-report', '--quiet', '--models', '--threads', '2'];
    let kill: ((signal: NodeJS.Signals) => void) | undefined;
    let ended = false;
    const running = shoplab(args, { onStart: (send) => (kill = send) }).finally(() => {
      ended = true;
    });
    const begun = async (): Promise<boolean> =>
      (await readdir(at('cut', 'models')).catch(() => [])).length > 0;
    while (!ended && !(await begun())) await wait(2);
    kill!('SIGINT');
    const { status } = await running;
    // A run may be done before the signal reaches it.
    expect([130, 0]).toContain(status);
    const left = await filesOf('cut/models');
    for (const [name, bytes] of Object.entries(left)) expect(bytes).toBe(models[name]);
    await run('cut', '--models');
    expect(await filesOf('cut/models')).toEqual(models);
    expect(await results('cut')).toEqual(await results('whole'));
  });
});
