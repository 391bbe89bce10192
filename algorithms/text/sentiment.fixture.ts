/** Texts with classes, from files under SHOPLAB_DATA or from a few lines, as algorithms are given them; folds that stay the same. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Examples } from '../../datasets/examples.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Algorithm, LabelModel } from '../algorithm.ts';
import { learntFrom, quietRun, smallExamples, smallTraining } from '../small-training.node.ts';

export const SENTIMENT = ['negative', 'positive'] as const;
export type Labelled = readonly [text: string, label: number];

export const examplesOf = (all: readonly Labelled[]): Examples =>
  smallExamples(
    SENTIMENT,
    all.map(([text, label]) => [label, text]),
  );

export const everyRow = ({ length }: Examples): Uint32Array => Uint32Array.from({ length }, (_, row) => row);

export const fitOn = (
  algorithm: Algorithm<'label'>,
  examples: Examples,
  rows: Uint32Array,
  params: object = {},
  seed = 'text',
) =>
  algorithm.fit(
    { ...smallTraining(1, 1, []), examples: learntFrom(examples, rows.slice()) },
    algorithm.params.parse(params),
    quietRun(seed),
  );

/** (rows) probability of the second class. */
export function secondClass(model: LabelModel, examples: Examples, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length * model.classes.length);
  model.probabilities(examples, rows, out);
  return Float64Array.from(rows, (_, i) => out[i * model.classes.length + 1]!);
}

const ROOT = process.env['SHOPLAB_DATA'];
export const hasData = (path: string): boolean => ROOT !== undefined && existsSync(join(ROOT, path));

export const SOURCES = { amazon: 'amazon_cells', yelp: 'yelp', imdb: 'imdb' } as const;

/** UCI Sentiment Labelled Sentences: a sentence, a tab, 0 or 1. */
export function sentences(source: keyof typeof SOURCES): Labelled[] {
  const file = join(ROOT!, 'sentiment-labelled', `${SOURCES[source]}_labelled.txt`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const tab = line.lastIndexOf('\t');
      return [line.slice(0, tab), Number(line.slice(tab + 1))];
    });
}

/** (rows) which of `folds` equal parts each row is in, drawn; the first ones are one larger where it does not come out even. */
export function foldOf(rows: number, folds: number, seed: string): Uint8Array {
  const key = drawKey(seedWords(seed), 'split.folds');
  const order = Array.from({ length: rows }, (_, row) => row);
  const draws = order.map((row) => uniform(key, row));
  order.sort((a, b) => draws[a]! - draws[b]!);
  const fold = new Uint8Array(rows);
  order.forEach((row, place) => {
    fold[row] = Math.floor((place * folds) / rows);
  });
  return fold;
}

/** Probabilities of the second class of every row, each foretold by a model of the other folds. */
export async function crossFoldedProbabilities(
  algorithm: Algorithm<'label'>,
  examples: Examples,
  fold: Uint8Array,
  params: object = {},
  seed = 'text',
): Promise<Float64Array> {
  const every = everyRow(examples);
  const out = new Float64Array(examples.length);
  for (let f = 0; f <= Math.max(...fold); f++) {
    const model = await fitOn(
      algorithm,
      examples,
      every.filter((row) => fold[row] !== f),
      params,
      seed,
    );
    const held = every.filter((row) => fold[row] === f);
    secondClass(model, examples, held).forEach((p, i) => {
      out[held[i]!] = p;
    });
  }
  return out;
}

/** Share of the rows at which the more probable class is right; a probability of exactly a half is the second class. */
export function accuracy(p: Float64Array, { label }: Examples, rows?: (row: number) => boolean): number {
  let [right, all] = [0, 0];
  p.forEach((chance, row) => {
    if (rows && !rows(row)) return;
    all++;
    if (Number(chance >= 0.5) === label[row]) right++;
  });
  return right / all;
}
