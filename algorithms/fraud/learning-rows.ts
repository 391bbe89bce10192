/** Which rows a detector learns from, and as what. */

import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { type Examples, type FeatureTable, NO_CLASS } from '../../datasets/examples.ts';
import type { LabelModel, TrainingData } from '../algorithm.ts';
import { featuresOf, learntExamples } from '../learnt-examples.ts';
import type { Matrix } from './boosting/bins.ts';

const DAY = 86_400;

/** Parameters of every detector that learns from labels, by features. */
export const learningParams = {
  settleDays: z
    .number()
    .min(0)
    .max(365)
    .default(7)
    .describe(
      'days after which what nobody has labelled counts as legitimate, where labels come late; what is younger and has none is not learnt from',
    ),
};

export const featureParams = {
  without: z
    .array(z.string().min(1))
    .default([])
    .describe('features that are not looked at; a name that ends in * stands for all that begin so'),
};

export interface FeatureChoice {
  readonly without: readonly string[];
}

/** Columns of a feature table that are used, and their names. */
export interface Chosen {
  readonly columns: readonly number[];
  readonly names: readonly string[];
}

export function chooseFeatures({ names }: FeatureTable, { without }: FeatureChoice): Chosen {
  for (const pattern of without)
    if (!names.some((name) => matches(name, pattern)))
      throw new ConfigError([
        `without: '${pattern}' is no feature of these examples; ${names.join(', ')} are`,
      ]);
  const columns = names.flatMap((name, at) =>
    without.some((pattern) => matches(name, pattern)) ? [] : [at],
  );
  return { columns, names: columns.map((at) => names[at]!) };
}

const matches = (name: string, pattern: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

export interface LearningRows {
  /** Rows of all examples, by time, then in their order. */
  readonly rows: Uint32Array;
  /** (rows) 1: the last class. */
  readonly label: Uint8Array;
}

/** Rows whose class is known, or that had time enough to be found out. */
export function learningRows(data: TrainingData, settleDays: number): LearningRows {
  const { all, rows, label } = learntExamples(data);
  if (all.classes.length !== 2)
    throw new ConfigError([
      `label: detectors of fraud tell two classes; the examples have ${all.classes.length}: ${all.classes.join(', ')}`,
    ]);
  const isLate = all.known !== undefined;
  const settled = data.asOf - settleDays * DAY;
  const places = Array.from(rows.keys())
    .filter((i) => label[i] !== NO_CLASS || (isLate && all.time[rows[i]!]! < settled))
    .sort((i, j) => all.time[rows[i]!]! - all.time[rows[j]!]! || i - j);
  return {
    rows: Uint32Array.from(places, (i) => rows[i]!),
    label: Uint8Array.from(places, (i) => (label[i] === 1 ? 1 : 0)),
  };
}

/** The chosen columns of some rows. */
export function matrixOf({ names, values }: FeatureTable, rows: Uint32Array, { columns }: Chosen): Matrix {
  const features = columns.length;
  const out = new Float32Array(rows.length * features);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * names.length;
    for (let f = 0; f < features; f++) out[i * features + f] = values[from + columns[f]!]!;
  }
  return { rows: rows.length, features, values: out };
}

/** Places of the features that a model was fitted on in a table. Throws ConfigError where one is missing. */
export function columnsFor({ names }: FeatureTable, wanted: readonly string[]): Uint32Array {
  return Uint32Array.from(wanted, (name) => {
    const at = names.indexOf(name);
    if (at < 0)
      throw new ConfigError([`features: the model was fitted on '${name}', which these examples lack`]);
    return at;
  });
}

/** Hands each asked row's features to `score`, which tells the chance of the second class. */
export function tellByFeatures(
  classes: readonly string[],
  names: readonly string[],
  score: (values: Float32Array) => number,
): Pick<LabelModel, 'classes' | 'features' | 'probabilities'> & {
  rowOf(examples: Examples, row: number): Float32Array;
} {
  const own = new Float32Array(names.length);
  let last: readonly string[] = [];
  let columns = new Uint32Array(0) as Uint32Array;
  const read = (table: FeatureTable, row: number): Float32Array => {
    if (table.names !== last) {
      columns = columnsFor(table, names);
      last = table.names;
    }
    const from = row * table.names.length;
    for (let f = 0; f < own.length; f++) own[f] = table.values[from + columns[f]!]!;
    return own;
  };
  return {
    classes,
    features: names,
    rowOf: (examples, row) => read(featuresOf(examples), row).slice(),
    probabilities(examples, rows, out) {
      const table = featuresOf(examples);
      for (let i = 0; i < rows.length; i++) {
        const chance = score(read(table, rows[i]!));
        out[2 * i] = 1 - chance;
        out[2 * i + 1] = chance;
      }
    },
  };
}
