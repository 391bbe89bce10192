/** A study of loops from its file to its records; what is wrong in one is told with its place. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../numerics/digest.ts';
import { readLoops } from '../../reports/loops/site.node.ts';
import { loadAnyStudy, loadStudy, smokeOfAny } from '../study/load-study.node.ts';
import { type LoopStudyOutcome, runLoopStudy } from './run-loop-study.node.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-loops-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const STUDY = `kind: loop
name: mine
title: Mine
world: { scenario: tiny, set: [days=2, shoppers.count=60] }
measure: { every: 1, pairs: 50 }
groups: [gender]
seeds: [1, 2]
policies:
  - { label: epsilon, policy: { name: epsilon-greedy } }
smoke: { seeds: [7] }
`;

/** How a process that lives no more named what it was writing. */
const DEAD = `${hostname().replace(/[^A-Za-z0-9]/g, '_')}-999999999-0`;

function filed(text: string): string {
  const file = join(folder, 'study.yaml');
  writeFileSync(file, text);
  return file;
}

async function runInto(out: string, threads: number): Promise<LoopStudyOutcome> {
  const loaded = await loadAnyStudy(filed(STUDY));
  if (loaded.kind !== 'loop') throw new Error('not a study of loops');
  return runLoopStudy(loaded, {
    ...{ out, threads, version: 'test', command: 'npx shoplab run study.yaml' },
    signal: new AbortController().signal,
    onStage: () => {},
  });
}

describe('runLoopStudy', () => {
  it('runs every policy and the four controls in every world, the same at any number of threads, and nothing twice', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const first = await runInto(one, 1);
    expect(first.runs.map(({ inputs }) => `${inputs.seed} ${inputs.policy.label}`)).toEqual(
      ['1', '2'].flatMap((seed) =>
        ['epsilon', 'none', 'random', 'popularity', 'oracle'].map((label) => `${seed} ${label}`),
      ),
    );
    const results = ({ runs }: LoopStudyOutcome): string[] =>
      runs.map((run) => (run.status === 'done' ? canonicalJson(run.result) : run.error));
    expect(results(await runInto(two, 2))).toEqual(results(first));
    expect(readFileSync(join(two, 'summary.json'), 'utf8')).toBe(
      readFileSync(join(one, 'summary.json'), 'utf8'),
    );
    const before = readFileSync(join(one, 'runs', `${first.runs[0]!.id}.json`), 'utf8');
    // One is lost: it alone is run again.
    rmSync(join(one, 'runs', `${first.runs[3]!.id}.json`));
    const left = [`study.json.tmp-${DEAD}`, join('runs', `x.json.tmp-${DEAD}`)].map((name) =>
      join(one, name),
    );
    for (const name of left) writeFileSync(name, 'half');
    const again = await runInto(one, 1);
    expect(left.filter((name) => existsSync(name))).toEqual([]);
    expect(again.resumed).toBe(9);
    expect(results(again)).toEqual(results(first));
    expect(readFileSync(join(one, 'runs', `${first.runs[0]!.id}.json`), 'utf8')).toBe(before);
    expect(existsSync(join(one, 'checkpoints'))).toBe(false);
    const { view, runs } = await readLoops(one);
    expect(view.summary).toEqual(first.summary);
    expect(runs).toHaveLength(10);
  });

  it('notices a record that was changed', async () => {
    const out = join(folder, 'one');
    const name = readdirSync(join(out, 'runs')).find((one) => one.endsWith('.json'))!;
    const file = join(out, 'runs', name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/"fits": \d+/, '"fits": 99'));
    await expect(runInto(out, 1)).rejects.toThrow('the result does not match its digest');
    await expect(readLoops(out)).rejects.toThrow('the result does not match its digest');
    writeFileSync(file, text);
  });
});

describe('a study of loops', () => {
  it('has a short form, and is refused where folds are asked for', async () => {
    const loaded = await loadAnyStudy(filed(STUDY));
    expect(smokeOfAny(loaded).study).toMatchObject({ name: 'mine-smoke', seeds: ['7'] });
    await expect(loadStudy(filed(STUDY))).rejects.toThrow("study 'mine': it is one of closed loops");
  });

  it.each([
    [
      STUDY.replace('epsilon-greedy', 'epsilon-gredy'),
      /study\.yaml:9:\d+ policies\[0\]\.policy: .*did you mean 'epsilon-greedy'/,
    ],
    [STUDY.replace('label: epsilon', 'label: oracle'), /this is the name of a control/],
    [STUDY.replace('scenario: tiny', 'scenario: tinny'), /study\.yaml:4:\d+ world\.scenario: .*tiny/],
    [STUDY.replace('seeds: [1, 2]', 'seeds: [1, 1]'), /seeds\[1\]: '1' stands twice/],
    [
      STUDY.replace('title: Mine', 'title: Mine\nfeedback: { source: ratings }'),
      /policies of a loop learn from actions/,
    ],
    [
      STUDY.replace(
        'world: { scenario: tiny, set: [days=2, shoppers.count=60] }',
        'world: { model: chaney-2018 }',
      ),
      /groups: shoppers of this world have no attributes/,
    ],
    [STUDY.replace('{ name: epsilon-greedy }', '{ name: content }'), /'content' is not known/],
    [
      STUDY.replace('seeds: [7]', 'policies: [{ label: a, policy: { name: nobody } }]'),
      /smoke\.policies\[0\]\.policy/,
    ],
  ])('with a mistake is refused where it stands (%#)', async (text, words) => {
    await expect(loadAnyStudy(filed(text))).rejects.toThrow(words);
  });

  it('those that ship are read, with short forms', async () => {
    for (const name of ['filter-bubble', 'chaney-2018']) {
      const loaded = await loadAnyStudy(name);
      expect(loaded.kind).toBe('loop');
      expect(smokeOfAny(loaded).study.name).toBe(`${name}-smoke`);
    }
  });
});
