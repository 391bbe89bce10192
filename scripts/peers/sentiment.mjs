/**
 * Sentiment of real sentences (UCI) and reviews (Women's Clothing), cross-folded: our logistic regression and naive Bayes beside scikit-learn's, from
 * text to probabilities, each with its own tokens, on the same folds. Naive Bayes of ours reads words and pairs of them, theirs single words, each as it does
 * by itself; with `words` both read single words, cut alike, with `pairs` both read pairs too. Processor time is of all threads of a process. Data are looked for as the product does; without them it is said and nothing is run.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ALGORITHMS } from '../../dist/algorithms/registry.js';
import {
  learntFrom,
  quietRun,
  smallExamples,
  smallTraining,
} from '../../dist/algorithms/small-training.node.js';
import { FeedbackSpec, feedbackFrom } from '../../dist/datasets/feedback.js';
import { loadData } from '../../dist/datasets/public/registry.node.js';
import { drawKey, uniform } from '../../dist/numerics/rng.js';
import { seedWords } from '../../dist/numerics/seed.js';
import { readColumn } from './problem.mjs';

const SENTENCES = { data: 'sentiment-labelled', folds: 10, seeds: 5, params: {} };
const CASES = {
  amazon: { ...SENTENCES, feedback: { category: 'amazon', neutral: 'left-out' } },
  yelp: { ...SENTENCES, feedback: { category: 'yelp', neutral: 'left-out' } },
  imdb: { ...SENTENCES, feedback: { category: 'imdb', neutral: 'left-out' } },
  pooled: { ...SENTENCES, feedback: { neutral: 'left-out' } },
  clothing: {
    data: 'womens-clothing-reviews',
    folds: 5,
    seeds: 1,
    params: { leastTexts: 2 },
    feedback: { label: 'recommended' },
  },
};
/** Words as scikit-learn cuts them. */
const AS_THEIRS = {
  grams: 1,
  contractions: 'cut',
  elongation: 'keep',
  numbers: 'keep',
  emoji: false,
  shortest: 2,
};
/** Ours may be lower by so much, in accuracy and area under the curve. */
const SLACK = 0.005;

export const peers = ['scikit-learn'];
export const unit = 'texts';
export const amountOf = ({ texts }) => texts;
export const rounds = 3;
const ROOT = process.env.SHOPLAB_DATA ?? 'datasets/data';
const found = Object.keys(CASES).filter((name) => existsSync(join(ROOT, CASES[name].data)));
if (found.length === 0) console.log(`left out: sentiment: no data under ${ROOT}`);
export const variants = found.flatMap((name) => [
  `${name} logistic-text`,
  `${name} naive-bayes`,
  `${name} naive-bayes words`,
  `${name} naive-bayes pairs`,
]);

/** (texts) the part that each text is in, drawn: as `foldOf` of the heavy test. */
function foldOf(rows, folds, seed) {
  const key = drawKey(seedWords(seed), 'split.folds');
  const order = Array.from({ length: rows }, (_, row) => row);
  const draws = order.map((row) => uniform(key, row));
  order.sort((a, b) => draws[a] - draws[b]);
  const fold = new Uint8Array(rows);
  order.forEach((row, place) => {
    fold[row] = Math.floor((place * folds) / rows);
  });
  return fold;
}

export const makeProblem =
  (variant) =>
  async ({ short }, write) => {
    const [name, algorithm, reading] = variant.split(' ');
    const { data, folds, seeds, feedback } = CASES[name];
    const params = { ...CASES[name].params, ...(reading === 'words' && AS_THEIRS) };
    const spec = FeedbackSpec.parse({ source: 'texts', ...feedback });
    const { examples } = feedbackFrom(await loadData(data), spec);
    const runs = short ? 1 : seeds;
    write('texts', new TextEncoder().encode(JSON.stringify(examples.text)));
    write('label', examples.label);
    for (let seed = 1; seed <= runs; seed++) write(`fold${seed}`, foldOf(examples.length, folds, `${seed}`));
    return {
      algorithm,
      pairs: reading === 'pairs',
      params,
      folds,
      seeds: runs,
      texts: examples.length * runs,
      repeats: 1,
    };
  };

export async function ours({ algorithm, params, folds, seeds }, arrays) {
  const texts = JSON.parse(new TextDecoder().decode(arrays.texts));
  const examples = smallExamples(
    ['negative', 'positive'],
    texts.map((text, row) => [arrays.label[row], text]),
  );
  const chance = new Float64Array(texts.length * seeds);
  const rows = Uint32Array.from(texts.keys());
  const learner = ALGORITHMS[algorithm];
  const options = learner.params.parse(params);
  const learn = (learnt) =>
    learner.fit(
      { ...smallTraining(1, 1, []), examples: learntFrom(examples, learnt) },
      options,
      quietRun('peers'),
    );
  // The peer begins with such a fit too.
  await learn(rows.subarray(0, 100));
  const used = process.cpuUsage();
  const started = performance.now();
  for (let seed = 1; seed <= seeds; seed++) {
    const fold = arrays[`fold${seed}`];
    for (let f = 0; f < folds; f++) {
      const learnt = rows.filter((row) => fold[row] !== f);
      const model = await learn(learnt);
      const held = rows.filter((row) => fold[row] === f);
      const out = new Float64Array(2 * held.length);
      model.probabilities(examples, held, out);
      held.forEach((row, i) => {
        chance[(seed - 1) * texts.length + row] = out[2 * i + 1];
      });
    }
  }
  const seconds = [(performance.now() - started) / 1000];
  const { user, system } = process.cpuUsage(used);
  return {
    seconds,
    cpu: [(user + system) / 1e6],
    version: `node ${process.version}`,
    answers: { chance },
    figures: figuresOf(arrays.label, chance),
  };
}

/** Mean over seeds of the accuracy and of the area under the curve. */
function figuresOf(label, chance) {
  const seeds = chance.length / label.length;
  let [right, area] = [0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const own = chance.subarray(seed * label.length, (seed + 1) * label.length);
    right += own.filter((p, row) => Number(p >= 0.5) === label[row]).length / label.length;
    area += areaUnder(own, label);
  }
  return { accuracy: (right / seeds).toFixed(4), auc: (area / seeds).toFixed(4) };
}

function areaUnder(chance, label) {
  const order = [...chance.keys()].sort((a, b) => chance[a] - chance[b]);
  let [ranks, positive] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && chance[order[to]] === chance[order[from]]) to++;
    for (let at = from; at < to; at++)
      if (label[order[at]] === 1) {
        ranks += (from + to + 1) / 2;
        positive++;
      }
    from = to;
  }
  return (ranks - (positive * (positive + 1)) / 2) / (positive * (order.length - positive));
}

export const answersOf = (folder, { chance }) => ({ chance: readColumn(folder, chance, 'float64') });

/** Our figures of the problem that is compared now: we answer first. */
let own;

/** Ours have to be as good as the peer's, less a little; null when so. */
export function compare(_problem, { label }, { chance }, isOurs) {
  const figures = figuresOf(label, chance);
  if (isOurs) {
    own = figures;
    return figures.auc > 0.7 ? null : `area under the curve of ${figures.auc}; more than .7 is expected`;
  }
  const worse = Object.keys(figures).filter(
    (name) => own && Number(own[name]) < Number(figures[name]) - SLACK,
  );
  return worse.length === 0
    ? null
    : worse.map((name) => `${name} of ours is ${own[name]}, the peer's is ${figures[name]}`).join('; ');
}
