/** `shoplab label`: what it says of texts by a model filed here, and how it refuses. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Algorithm } from '../algorithms/algorithm.ts';
import { writeModelFile } from '../algorithms/model-file.node.ts';
import { ALGORITHMS, type AlgorithmName } from '../algorithms/registry.ts';
import { learntFrom, quietRun, smallExamples, smallTraining } from '../algorithms/small-training.node.ts';
import { openCommandLines } from './one-process.fixture.ts';

const DATA = {
  ...smallTraining(2, 2, [
    [0, 0],
    [1, 1],
  ]),
  examples: learntFrom(
    smallExamples(
      ['bad', 'good'],
      [
        [1, 'lovely cup'],
        [1, 'lovely plate'],
        [0, 'broken cup'],
        [0, 'broken plate'],
      ],
    ),
  ),
};
let folder = '';
const commands = openCommandLines();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-label-'));
  for (const name of ['naive-bayes', 'popularity'] as AlgorithmName[]) {
    const algorithm = ALGORITHMS[name] as unknown as Algorithm;
    const model = await algorithm.fit(DATA, algorithm.params.parse({}), quietRun('seed'));
    await writeModelFile(join(folder, `${name}.model`), { saved: model.save() });
  }
}, 60_000);
afterAll(() => {
  commands.close();
  return rm(folder, { recursive: true, force: true });
});
const model = () => join(folder, 'naive-bayes.model');

describe('shoplab label', () => {
  it('tells the class of every text, and the words that speak for it', async () => {
    const file = join(folder, 'texts.txt');
    await writeFile(file, 'a broken one\r\n\n');
    const { status, stdout } = await commands.run([
      ...['label', model(), file, '--text', 'Lovely!', '--explain', '--json'],
    ]);
    expect(status).toBe(0);
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ text, label }) => [text, label])).toEqual([
      ['Lovely!', 'good'],
      ['a broken one', 'bad'],
    ]);
    // Laplace: (2 + 1) / (4 + 4) of good, (0 + 1) / (4 + 4) of bad, equal priors.
    expect(answers[0].probabilities.good).toBeCloseTo(0.75, 2);
    expect(answers[0].because[0].name).toBe('lovely');
    const words = await commands.run(['label', model(), '--text', 'Lovely!']);
    expect(words.stdout).toMatch(/good\s+0\.7\d+\s+Lovely!/);
  });

  it('refuses other models, no text, and a file that is not there', async () => {
    const other = await commands.run(['label', join(folder, 'popularity.model'), '--text', 'x']);
    expect([other.status, other.stderr]).toEqual([
      2,
      expect.stringContaining("has task 'rank'; a model that reads texts is needed"),
    ]);
    const none = await commands.run(['label', model()]);
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('no text; give --text')]);
    const lost = await commands.run(['label', model(), join(folder, 'lost.txt')]);
    expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
  });
});
