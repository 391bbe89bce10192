/** The short form of every study whose results are kept, run again through the compiled command and compared byte for byte. */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readFiledLoops } from './loops/loop-results.node.ts';
import { readLoop } from './loops/run-loop-study.node.ts';
import { readResults } from './results.node.ts';
import { readRecord } from './run-store.node.ts';
import { loadStudy } from './study/load-study.node.ts';

const MAIN = fileURLToPath(new URL('../dist/cli/main.node.js', import.meta.url));
const ROOT = fileURLToPath(new URL('../results/', import.meta.url));
const DATA = process.env['SHOPLAB_DATA'] ?? '';

/** Studies of other kinds keep records of their own (`kinds/kinds.heavy.test.ts`). */
const has = (name: string, part: string): boolean => existsSync(join(ROOT, name, `${part}.json`));
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .filter((name) => has(name, 'whole') || has(name, 'smoke'))
  .sort();
const isOfLoops = (name: string): boolean =>
  /"schema": "shoplab\.loop-results/.test(readFileSync(join(ROOT, name, 'smoke.json'), 'utf8').slice(0, 200));
const loops = folders.filter((name) => has(name, 'smoke') && isOfLoops(name));
const kept = folders.filter((name) => !loops.includes(name));

/** Whether the data set of a study is in place; a simulated one always is. */
async function hasData(name: string): Promise<boolean> {
  const { data } = (await loadStudy(name)).study;
  return !('dataset' in data) || (DATA !== '' && existsSync(join(DATA, data.dataset)));
}
const lacking = new Map(await Promise.all(kept.map(async (name) => [name, !(await hasData(name))] as const)));

for (const name of loops) {
  it(`the smoke part of ${name} leaves the results that are kept`, async () => {
    const filed = (await readFiledLoops(ROOT, name, 'smoke'))!;
    expect(filed.records.length).toBeGreaterThan(0);
    const out = await mkdtemp(join(tmpdir(), 'shoplab-smoke-'));
    try {
      const args = [MAIN, 'run', name, '--smoke', '--out', out, '--no-report', '--quiet'];
      await promisify(execFile)(process.execPath, args);
      for (const { id, inputs, result, resultDigest } of filed.records) {
        const again = await readLoop(out, id);
        expect(again?.inputs, `${inputs.policy.label}, loop ${id}`).toEqual(inputs);
        expect(again?.status === 'done' && again.result, inputs.policy.label).toEqual(result);
        expect(again?.status === 'done' && again.resultDigest).toBe(resultDigest);
      }
    } finally {
      await rm(out, { recursive: true });
    }
  });
}

for (const name of kept.filter((one) => has(one, 'smoke'))) {
  const words = lacking.get(name) ? ' (needs SHOPLAB_DATA)' : '';
  it.skipIf(lacking.get(name))(
    `the smoke part of ${name} leaves the results that are kept${words}`,
    async () => {
      const filed = (await readResults(ROOT, name, 'smoke'))!;
      expect(filed.records.length).toBeGreaterThan(0);
      const out = await mkdtemp(join(tmpdir(), 'shoplab-smoke-'));
      try {
        const args = [MAIN, 'run', name, '--smoke', '--out', out, '--no-report', '--quiet'];
        await promisify(execFile)(process.execPath, args);
        for (const { id, inputs, result, resultDigest } of filed.records) {
          const again = await readRecord(out, id);
          expect(again?.inputs, `${inputs.algorithm.label}, run ${id}`).toEqual(inputs);
          expect(again?.status === 'done' && again.result, inputs.algorithm.label).toEqual(result);
          // Of the canonical JSON: the bytes.
          expect(again?.status === 'done' && again.resultDigest).toBe(resultDigest);
        }
      } finally {
        await rm(out, { recursive: true });
      }
    },
  );
}

// A study whose whole run is still due may have its smoke part alone.
for (const name of kept.filter((one) => has(one, 'whole'))) {
  it(`the results of ${name} are of the algorithms, splits and metrics as they are now`, async () => {
    expect(has(name, 'smoke'), `results/${name}/smoke.json`).toBe(true);
    const { study } = await loadStudy(name);
    const whole = (await readResults(ROOT, name, 'whole'))!;
    expect(whole.published).toEqual(study.published);
    const filed = new Map(whole.records.map(({ inputs }) => [inputs.algorithm.label, inputs.algorithm]));
    expect([...filed.keys()]).toEqual(study.algorithms.map(({ label, name: own }) => label ?? own));
    for (const { label, name: own, params } of study.algorithms)
      expect(filed.get(label ?? own)!.params).toEqual(params);
  });
}
