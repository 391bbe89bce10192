/**
 * Sentiments of short reviews, one thread: how many a second, from text to probabilities. Reviews of some 12 words from the words of
 * VADER's lexicon and everyday ones, a Zipf law of each; models are fitted to 2,000 of them. `openSuite` is what `npm run bench` runs.
 */
import { Bench } from 'tinybench';
import type { Examples } from '../../datasets/examples.ts';
import { aliasTable, sampleAlias, zipfWeights } from '../../numerics/distributions.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Algorithm, LabelModel } from '../algorithm.ts';
import { learntFrom, quietRun, smallExamples, smallTraining } from '../small-training.node.ts';
import { lexiconAfinn } from './lexicon-afinn.ts';
import { lexiconVader } from './lexicon-vader.ts';
import { VADER_WORDS } from './lexicons/vader-words.ts';
import { logisticText } from './logistic-text.ts';
import { naiveBayes } from './naive-bayes.ts';
import { textCnn } from './text-cnn.ts';

const EVERYDAY =
  'the a it i this and is to of not for with in was my very but so have you on that phone they are as one me just at all product can dont its by from price quality size works after use get battery had if no too only time case would than has';

/** Words of which a fifth are rated, and a mark. */
function review(key: ReturnType<typeof drawKey>, n: number, words: Pools): string {
  const length = 4 + Math.floor(17 * uniform(key, n, 0));
  const text = Array.from({ length }, (_, at) => {
    const isRated = uniform(key, n, 1, at) < 0.2;
    const pool = isRated ? words.rated : words.everyday;
    return pool.words[sampleAlias(pool.table, uniform(key, n, 2, at))]!;
  }).join(' ');
  const end = uniform(key, n, 3) < 0.2 ? '!!' : '.';
  return `${text[0]!.toUpperCase()}${text.slice(1)}${end}`;
}

interface Pool {
  readonly words: readonly string[];
  readonly table: ReturnType<typeof aliasTable>;
}
interface Pools {
  readonly rated: Pool;
  readonly everyday: Pool;
}

const poolOf = (words: readonly string[]): Pool => ({
  words,
  table: aliasTable(zipfWeights(words.length, 1)),
});

function reviews(count: number): Examples {
  const rated = VADER_WORDS.flatMap(([tenths, list]) =>
    list
      .split(' ')
      .filter((word) => /^[a-z]+$/.test(word))
      .map((word) => ({ word, tenths })),
  );
  const key = drawKey(seedWords('bench'), 'split');
  const order = rated.map((_, n) => uniform(key, n, 9));
  const shuffled = rated.map((_, n) => n).sort((a, b) => order[a]! - order[b]!);
  const pools = { rated: poolOf(shuffled.map((n) => rated[n]!.word)), everyday: poolOf(EVERYDAY.split(' ')) };
  const rating = new Map(rated.map(({ word, tenths }) => [word, tenths]));
  return smallExamples(
    ['negative', 'positive'],
    Array.from({ length: count }, (_, n) => {
      const text = review(key, n, pools);
      const sum = text.split(' ').reduce((all, word) => all + (rating.get(word) ?? 0), 0);
      return [Number(sum >= 0), text];
    }),
  );
}

const FITTED = 2000;

export async function openSuite({ short }: { short: boolean }) {
  const count = short ? 5000 : 50_000;
  const examples = reviews(count);
  const learnt = Uint32Array.from({ length: Math.min(FITTED, count) }, (_, row) => row);
  const all = Uint32Array.from({ length: count }, (_, row) => row);
  const out = new Float64Array(2 * count);
  const fitted = async (algorithm: Algorithm<'label'>, params: object = {}): Promise<LabelModel> =>
    algorithm.fit(
      { ...smallTraining(1, 1, []), examples: learntFrom(examples, learnt) },
      algorithm.params.parse(params),
      quietRun('bench'),
    );
  const models: readonly (readonly [string, LabelModel])[] = [
    ['logistic-text', await fitted(logisticText as Algorithm<'label'>)],
    ['logistic-text, hashed', await fitted(logisticText as Algorithm<'label'>, { hashBits: 18 })],
    ['naive-bayes', await fitted(naiveBayes as Algorithm<'label'>)],
    ['lexicon-vader', await fitted(lexiconVader as Algorithm<'label'>)],
    ['lexicon-afinn', await fitted(lexiconAfinn as Algorithm<'label'>)],
    ['text-cnn', await fitted(textCnn as Algorithm<'label'>, { epochs: 1, patience: 0 })],
  ];
  const suite = new Bench({ name: 'sentiment' });
  for (const [name, model] of models) {
    model.probabilities(examples, learnt, out);
    const right = learnt.filter((row) => Number(out[2 * row + 1]! >= 0.5) === examples.label[row]).length;
    if (name !== 'text-cnn' && right < 0.6 * learnt.length)
      throw new Error(`bench: ${name} is right on ${right} of ${learnt.length} reviews it has learnt`);
    suite.add(`${count} short reviews, ${name}`, () => model.probabilities(examples, all, out), {
      async: false,
    });
  }
  const amounts = suite.tasks.map(({ name }) => [name, { reviews: count }] as const);
  return { suite, amounts: Object.fromEntries(amounts) };
}
