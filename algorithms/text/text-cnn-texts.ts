/** Texts as the network of `text-cnn` takes them, and its answers. */

import type { Weights } from '../deep/training/weights.ts';
import { curvesOf } from './calibration.ts';
import { type CnnSizes, cnnScorer, type TextBatch } from './text-cnn-network.ts';
import { type TextColumns, textReader } from './text-columns.ts';
import { tokeniser } from './tokeniser.ts';

/** What a network is of, but for its weights. */
export interface Network {
  readonly classes: readonly string[];
  readonly columns: TextColumns;
  readonly linear: boolean;
  readonly factors: number;
  readonly filters: number;
  readonly windows: readonly number[];
  /** Words of a text that the network reads. */
  readonly longest: number;
}

export function sizesOf({ classes, columns, linear, factors, filters, windows }: Network): CnnSizes {
  const vocabulary = columns.vocabulary!;
  const tokens = vocabulary.tokens.length;
  return {
    tokens,
    columns: linear ? tokens + vocabulary.before.length : 0,
    outputs: curvesOf(classes.length),
    factors,
    filters,
    windows,
  };
}

/** A text as the network takes it. */
export interface TextPlaces {
  readonly tokens: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

export function textPlaces({ columns, linear, longest }: Network): (text: string) => TextPlaces {
  const known = new Map(columns.vocabulary!.tokens.map((token, id) => [token, id]));
  const tokenise = tokeniser(columns.options);
  const reader = textReader(columns);
  return (text) => {
    const ids = tokenise(text).flatMap((token) => known.get(token) ?? []);
    const row = linear ? reader.read(text) : undefined;
    return {
      tokens: Uint32Array.from(ids.slice(0, longest)),
      columns: row ? row.columns.slice(0, row.length) : new Uint32Array(),
      values: row ? row.values.slice(0, row.length) : new Float64Array(),
    };
  };
}

export function batchOfTexts(texts: readonly TextPlaces[], tokens: number): TextBatch {
  const rows = texts.length;
  const length = Math.max(1, ...texts.map((text) => text.tokens.length));
  const widest = Math.max(1, ...texts.map((text) => text.columns.length));
  const batch = {
    rows,
    length,
    token: new Int32Array(rows * length).fill(tokens),
    begins: new Float32Array(rows * length),
    widest,
    column: new Int32Array(rows * widest),
    value: new Float32Array(rows * widest),
  };
  texts.forEach((text, row) => {
    batch.token.set(text.tokens, row * length);
    batch.begins.fill(1, row * length, row * length + Math.max(1, text.tokens.length));
    batch.column.set(text.columns, row * widest);
    batch.value.set(text.values, row * widest);
  });
  return batch;
}

/** The sums of a text's outputs into `out`. */
export function scorer(network: Network, weights: Weights): (text: string, out: Float64Array) => void {
  const sizes = sizesOf(network);
  const read = textPlaces(network);
  const deep = cnnScorer(sizes, weights);
  const linear = weights['linear']?.values;
  const { outputs } = sizes;
  return (text, out) => {
    const { tokens, columns, values } = read(text);
    deep(tokens, out);
    if (!linear) return;
    columns.forEach((column, n) => {
      for (let o = 0; o < outputs; o++) out[o]! += values[n]! * linear[column * outputs + o]!;
    });
  };
}

export const outputsOf = ({ classes }: Network): number => curvesOf(classes.length);
