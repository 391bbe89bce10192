import { afterAll, describe, expect, it } from 'vitest';
import { kernelHost } from '../../../numerics/kernels/open-host.node.ts';
import { uniform } from '../../../numerics/rng.ts';
import { createLists, type Lists } from '../../algorithm.ts';
import { quietRun } from '../../small-training.node.ts';
import { tiePlaces } from '../ties.ts';
import { agreementOf } from './agreement.ts';
import type { Backend, TopKProblem } from './backend.ts';
import { topKModel } from './onnx-model.ts';
import { isAbsent, optionalPackage } from './optional-package.node.ts';
import { openReference } from './reference.ts';
import { BACKENDS } from './registry.node.ts';

const run = quietRun('backends');

function problemOf(users: number, items: number, dimensions: number, k: number): TopKProblem {
  const key = run.draw('throughput.items');
  const draws = (rows: number, salt: number) =>
    Float32Array.from({ length: rows * dimensions }, (_, at) => 2 * uniform(key, at, salt) - 1);
  const places = tiePlaces(items, run.draw('ties'));
  return { users, items, dimensions, k, userVectors: draws(users, 0), itemVectors: draws(items, 1), places };
}

async function answers(backend: Backend, problem: TopKProblem, from: number, to: number): Promise<Lists> {
  const scorer = await backend.open(problem);
  const lists = createLists(to - from, problem.k);
  await scorer.recommend(from, to, lists);
  scorer.close();
  return lists;
}

function expectedOf(problem: TopKProblem, from: number, to: number): Lists {
  const lists = createLists(to - from, problem.k);
  openReference(problem).recommend(from, to, lists);
  return lists;
}

afterAll(() => {
  for (const threads of [1, 2]) kernelHost(threads).close();
});

const cases = Object.entries(BACKENDS).flatMap(([name, offer]) =>
  (offer.threaded ? [1, 2] : [1]).map((threads) => ({ name, offer, threads })),
);

describe.each(cases)('$name on $threads threads', ({ offer, threads }) => {
  it.each([
    ['one user', 1, 50, 7, 5],
    ['more users than a dense block', 130, 301, 16, 10],
    ['one item', 3, 1, 4, 1],
    ['as many places as items', 9, 12, 3, 12],
  ])(
    'answers as the reference does, or is absent with a reason: %s',
    async (_, users, items, dimensions, k) => {
      const backend = await offer.load({ threads, kernels: kernelHost(threads), version: '1.2.3' });
      if (isAbsent(backend)) {
        expect(offer.canonical).toBe(false);
        expect(backend.absent).toMatch(/is not installed|does not start/);
        return;
      }
      const problem = problemOf(users, items, dimensions, k);
      for (const [from, to] of [
        [0, users],
        [users - 1, users],
      ] as const) {
        const found = await answers(backend, problem, from, to);
        const agreement = agreementOf(problem, from, expectedOf(problem, from, to), found, offer.canonical);
        expect(agreement.fault).toBeNull();
        expect(agreement.lists).toBe(to - from);
        if (offer.canonical) expect(agreement.equal).toBe(to - from);
      }
    },
  );
});

describe('agreementOf', () => {
  const problem = problemOf(4, 60, 8, 5);
  const expected = expectedOf(problem, 0, 4);
  const changed = (change: (lists: Lists) => void): Lists => {
    const lists = structuredClone(expected);
    change(lists);
    return lists;
  };

  it('finds equal lists equal', () => {
    expect(agreementOf(problem, 0, expected, structuredClone(expected), true)).toEqual({
      lists: 4,
      equal: 4,
      sameItems: 4,
      apart: expect.any(Number),
      fault: null,
    });
  });

  it('lets the last bit of a score differ, but not where bits are asked for', () => {
    const lists = changed(({ scores }) => {
      new Uint32Array(scores.buffer)[7]! += 1;
    });
    expect(agreementOf(problem, 0, expected, lists, false)).toMatchObject({
      equal: 3,
      sameItems: 4,
      fault: null,
    });
    expect(agreementOf(problem, 0, expected, lists, true).fault).toBe(
      'user 1: items or bits of scores differ',
    );
  });

  it.each<[string, (lists: Lists) => void, RegExp]>([
    ['a wrong score', ({ scores }) => scores.set([9], 10), /^user 2, rank 1: /],
    [
      'another item under the score of the right one',
      ({ items }) => items.set([(items[0]! + 1) % 60], 0),
      /^user 0/,
    ],
    ['an item twice', ({ items }) => items.set([items[5]!], 6), /^user 1: item \d+ may not stand at rank 2/],
    ['an item that does not exist', ({ items }) => items.set([60], 3), /^user 0: item 60 may not/],
    ['a short list', ({ lengths }) => lengths.set([4], 3), /^user 3: 4 items in place of 5/],
    ['not a number', ({ scores }) => scores.set([Number.NaN], 0), /^user 0, rank 1/],
  ])('sees %s', (_, change, fault) => {
    expect(agreementOf(problem, 0, expected, changed(change), false).fault).toMatch(fault);
  });
});

it('a package that is not there is absent by name', async () => {
  expect(await optionalPackage('@shoplab/no-such-package', 'anything' as never)).toEqual({
    absent: '@shoplab/no-such-package is not installed',
  });
});

it('the ONNX file names what it computes and ends with operator set 13', () => {
  const text = String.fromCharCode(...topKModel());
  for (const name of ['MatMul', 'TopK', 'users', 'items', 'scores', 'picked']) expect(text).toContain(name);
  expect([...topKModel().subarray(-6)]).toEqual([0x42, 4, 0x0a, 0, 0x10, 13]);
});
