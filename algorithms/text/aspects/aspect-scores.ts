/** How well aspects and polarities are told, against labels. */

import { NOT_TOLD, POLARITY_NAMES } from './opinions.ts';

export interface Score {
  readonly name: string;
  /** Labelled so. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface AspectScores {
  /** Whether an aspect is spoken of at all. */
  readonly aspects: readonly Score[];
  /** Polarities of (text, aspect): told with the right aspect and the right polarity. */
  readonly polarities: readonly Score[];
  /** Every (aspect, polarity): aspect and polarity both right. */
  readonly opinions: readonly Score[];
  /** Means of F1 over the scores above that have support. */
  readonly aspectMacroF1: number;
  readonly polarityMacroF1: number;
  readonly opinionMacroF1: number;
}

/** @param told, labels (texts x aspects) polarities or NOT_TOLD */
export function scoreAspects(names: readonly string[], told: Uint8Array, labels: Uint8Array): AspectScores {
  if (told.length !== labels.length || told.length % names.length !== 0)
    throw new RangeError(
      `aspects: ${told.length} told and ${labels.length} labelled, of ${names.length} aspects`,
    );
  const score = (name: string, isIn: (code: number, aspect: number) => boolean): Score => {
    let [hits, found, support] = [0, 0, 0];
    for (let at = 0; at < told.length; at++) {
      const aspect = at % names.length;
      const [says, means] = [isIn(told[at]!, aspect), isIn(labels[at]!, aspect)];
      found += Number(says);
      support += Number(means);
      hits += Number(says && means);
    }
    return scoreOf(name, hits, found, support);
  };
  const aspects = names.map((name, a) => score(name, (code, aspect) => aspect === a && code !== NOT_TOLD));
  const polarities = POLARITY_NAMES.map((name, p) => score(name, (code) => code === p));
  const opinions = names.flatMap((name, a) =>
    POLARITY_NAMES.map((polarity, p) =>
      score(`${name} ${polarity}`, (code, aspect) => aspect === a && code === p),
    ),
  );
  return {
    aspects,
    polarities,
    opinions,
    aspectMacroF1: macroF1(aspects),
    polarityMacroF1: macroF1(polarities),
    opinionMacroF1: macroF1(opinions),
  };
}

/** Mean F1 of what there is; NaN where there is nothing. */
export function macroF1(scores: readonly Score[]): number {
  const there = scores.filter(({ support }) => support > 0);
  return there.reduce((sum, { f1 }) => sum + f1, 0) / there.length;
}

/** Precision is 0 where nothing is found, recall NaN where there is nothing to find. */
export function scoreOf(name: string, hits: number, found: number, support: number): Score {
  return {
    name,
    support,
    precision: found > 0 ? hits / found : 0,
    recall: hits / support,
    f1: found + support > 0 ? (2 * hits) / (found + support) : Number.NaN,
  };
}
