/** `shoplab recommend`: what it prints of models filed here, and how it refuses. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Algorithm, createLists, type RankModel, type RateModel } from '../algorithms/algorithm.ts';
import { writeModelFile } from '../algorithms/model-file.node.ts';
import type { ModelNames } from '../algorithms/model-file.ts';
import { ALGORITHMS, type AlgorithmName } from '../algorithms/registry.ts';
import { quietRun, type SmallRow, smallShown, smallTraining } from '../algorithms/small-training.node.ts';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

/** Ann had mug and cup, Bob mug and plate, Cid mug, cup and plate; Dan opted out, eve has nothing. */
const ROWS: SmallRow[] = [
  [0, 0, 1, 4],
  [0, 1, 2, 2],
  [1, 0, 3, 5],
  [1, 2, 4, 1],
  [2, 0, 5, 4],
  [2, 1, 6, 3],
  [2, 2, 7, 2],
];
const NAMES: ModelNames = {
  shoppers: ['ann', 'bob', 'cid', '', 'eve'],
  items: ['i-mug', 'i-cup', 'i-plate'],
  titles: ['Mug', 'Cup', ''],
};
const DATA = {
  ...smallTraining(5, 3, ROWS, ['Mug', 'Cup', 'Plate']),
  shown: smallShown([[0, 0, 1, 1]]),
};

let folder = '';
const commands = openCommandLines();
const at = (name: string): string => join(folder, `${name}.model`);
const models = new Map<string, unknown>();

async function filed(name: AlgorithmName, names?: ModelNames, as: string = name): Promise<void> {
  const algorithm = ALGORITHMS[name] as unknown as Algorithm;
  const model = await algorithm.fit(DATA, algorithm.params.parse({}), quietRun('seed'));
  models.set(as, model);
  await writeModelFile(at(as), { saved: model.save(), ...(names && { names }) });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-recommend-'));
  for (const name of ['item-knn', 'user-knn', 'als', 'popularity', 'random', 'weighted'] as const)
    await filed(name, NAMES);
  for (const name of ['svd', 'epsilon-greedy'] as const) await filed(name, NAMES);
  await filed('item-knn', undefined, 'nameless');
}, 60_000);
afterAll(() => {
  commands.close();
  return rm(folder, { recursive: true, force: true });
});

const said = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await commands.run(['recommend', ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
};
const json = async (...args: string[]) => JSON.parse(await said(...args, '--json'));
async function refused(...args: string[]): Promise<string[]> {
  const { status, stdout, stderr } = await commands.run(['recommend', ...args]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr.trimEnd().split('\n');
}

describe('lists', () => {
  it('are those of the model, with ids, titles and scores, also in a process of their own', async () => {
    const { status, stdout } = await shoplab([
      'recommend',
      at('als'),
      '--shopper',
      'bob',
      '--exclude',
      'none',
      '--json',
    ]);
    expect(status).toBe(0);
    const lists = createLists(1, 10);
    const shopper = Uint32Array.of(1);
    (models.get('als') as RankModel).recommend({ length: 1, shopper, exclude: 'none' }, 10, lists);
    expect(lists.lengths[0]).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      model: at('als'),
      algorithm: ALGORITHMS.als.id,
      task: 'rank',
      firstOnly: false,
      answers: [
        {
          shopper: 'bob',
          list: Array.from(lists.items.subarray(0, 3), (item, n) => ({
            item: NAMES.items[item],
            title: NAMES.titles[item],
            score: lists.scores[n],
          })),
        },
      ],
    });
  });

  it('leave out what was had unless told otherwise, and hold k places at most', async () => {
    const itemsOf = async (...args: string[]) =>
      (await json(at('popularity'), '--shopper', 'ann', ...args)).answers[0].list.map(
        ({ item }: { item: string }) => item,
      );
    expect(await itemsOf()).toEqual(['i-plate']);
    expect((await itemsOf('--exclude', 'none')).toSorted()).toEqual(['i-cup', 'i-mug', 'i-plate']);
    expect(await itemsOf('--exclude', 'none', '--k', '1')).toEqual(['i-mug']);
  });

  it('are of the first shoppers that have an id when nobody is asked for, and that is said', async () => {
    const text = await said(at('popularity'));
    expect(text).toContain('no --shopper is given: the first 3 of the model');
    expect(text.match(/^(ann|bob|cid|eve|#3)$/gm)).toEqual(['ann', 'bob', 'cid']);
    expect(text).toMatch(/1 +i-plate +2\.0000/);
    expect(text).toContain('cid\nnothing: the model has no answer here');
    expect((await json(at('popularity'))).firstOnly).toBe(true);
  });

  it('are for somebody not known by what is told, which is left out too', async () => {
    const { answers } = await json(at('item-knn'), '--history', 'i-mug,i-cup,i-mug', '--explain');
    // Cosines with plate, had by two: mug (three) 2 / sqrt 6, cup (two) 1 / 2.
    expect(answers).toEqual([
      {
        shopper: null,
        list: [
          {
            item: 'i-plate',
            title: '',
            score: expect.closeTo(2 / Math.sqrt(6) + 0.5, 6),
            causes: [
              {
                kind: 'own-item',
                item: 'i-mug',
                title: 'Mug',
                contribution: expect.closeTo(2 / Math.sqrt(6), 6),
              },
              { kind: 'own-item', item: 'i-cup', title: 'Cup', contribution: expect.closeTo(0.5, 6) },
            ],
          },
        ],
      },
    ]);
  });

  it('tell why in words', async () => {
    const ann = ['--shopper', 'ann', '--explain'];
    expect(await said(at('item-knn'), ...ann)).toContain('because they had Mug (+0.816), Cup (+0.500)');
    expect(await said(at('user-knn'), ...ann)).toMatch(/like shopper cid \(\+[\d.]+\), bob \(\+/);
    expect(await said(at('popularity'), ...ann)).toContain('how many had it (+2.00)');
    expect(await said(at('weighted'), ...ann)).toMatch(/by (item-knn|popularity) \(\+[\d.]+\), /);
  });

  it('go by numbers where the file has no names', async () => {
    const { answers } = await json(at('nameless'), '--shopper', '0');
    expect(answers[0]).toMatchObject({ shopper: '0', list: [{ item: '2', title: '' }] });
    expect(await refused(at('nameless'), '--shopper', 'ann')).toEqual([
      `shopper: 'ann' is not known to ${at('nameless')}; it has no ids: give numbers, from 0`,
    ]);
  });
});

describe('ratings', () => {
  it('are what the model predicts', async () => {
    const out = new Float32Array(2);
    (models.get('svd') as RateModel).predict(Uint32Array.of(4, 4), Uint32Array.of(2, 0), out);
    const { answers } = await json(at('svd'), '--shopper', 'eve', '--item', 'i-plate', '--item', 'i-mug');
    expect(answers).toEqual([
      {
        shopper: 'eve',
        ratings: [
          { item: 'i-plate', title: '', rating: out[0] },
          { item: 'i-mug', title: 'Mug', rating: out[1] },
        ],
      },
    ]);
    expect(await said(at('svd'), '--shopper', 'eve', '--item', 'i-mug')).toContain(out[1]!.toFixed(3));
  });

  it('tell why', async () => {
    const asked = ['--shopper', 'ann', '--item', 'i-mug', '--explain'];
    const why = (models.get('svd') as RateModel).explain!({ shopper: 0, item: 0 }, 3);
    expect(why.causes).toHaveLength(3);
    const { answers } = await json(at('svd'), ...asked);
    expect(answers[0].ratings[0].causes).toEqual(why.causes);
    expect(await said(at('svd'), ...asked)).toMatch(
      /(how high they rate|how high it is rated|factor \d+) \([+-]/,
    );
  });
});

describe('what cannot be answered is said in one line', () => {
  it.each([
    ['als', ['--shopper', 'anne'], /^shopper: 'anne' is not known to .*als\.model; did you mean 'ann'\?$/],
    ['item-knn', ['--history', 'i-mug,i-cap'], /^item: 'i-cap' is not known to .*; did you mean 'i-cup'\?$/],
    ['svd', ['--item', 'i-mugg'], /^item: 'i-mugg' .*did you mean 'i-mug'\?$/],
    ['svd', [], /^--item: svd\.v\d+ predicts ratings; name one item at least$/],
    ['als', ['--item', 'i-mug'], /^--item: als\.v\d+ lists items/],
    ['als', ['--history', 'i-mug'], /^--history: als\.v\d+ answers nobody but those it learnt from$/],
    ['item-knn', ['--history', 'i-mug', '--shopper', 'ann'], /^--history: .*leave --shopper out$/],
    ['random', ['--explain'], /^--explain: random\.v\d+ cannot tell why$/],
    ['als', ['--exclude', 'sen'], /^--exclude: 'sen' is neither seen nor none$/],
    ['epsilon-greedy', [], /^model: epsilon-greedy\.v\d+ fills slates of visits .*`shoplab loop`/],
    ['absent', [], /absent\.model: there is no such file$/],
  ] as const)('%s %j', async (name, args, message) => {
    const lines = await refused(at(name), ...args);
    expect(lines).toEqual([expect.stringMatching(message)]);
  });

  it('of files that are damaged, cut or foreign', async () => {
    const bytes = await readFile(at('als'));
    const path = at('odd');
    const complaint = async (content: Uint8Array | string): Promise<string[]> => {
      await writeFile(path, content);
      return refused(path);
    };
    for (const place of [4, 9, 13, 20, 40, Math.floor(bytes.length / 2), bytes.length - 1]) {
      const damaged = Uint8Array.from(bytes);
      damaged[place]! ^= 0x10;
      expect(await complaint(damaged)).toEqual([
        expect.stringMatching(/odd\.model: .*(damaged|no model|version)/),
      ]);
    }
    for (const length of [0, 7, 30, bytes.length - 1])
      expect(await complaint(bytes.subarray(0, length))).toEqual([
        expect.stringMatching(/odd\.model: .*(empty|no model|cut short)/),
      ]);
    expect(await complaint('PAR1 and more')).toEqual([
      `${path}: it begins with 'PAR1 and'; it is no model of shoplab`,
    ]);
    expect(await refused(folder)).toEqual([expect.stringMatching(/no plain file|cannot be read/)]);
  });
});
