/**
 * Review texts: a grammar of aspects, praise and blame, negation, intensifiers and typos. What each sentence means is known
 * before its words are picked, so the labels are exact. Draws are addressed, (aspect, slot) or word by word: no text is
 * shifted by another.
 */

import { type DrawKey, subKey, uniform, uniformInteger } from '../../numerics/rng.ts';
import { ASPECT_WORDS, type AspectWords, INTENSIFIERS, MIDDLING, OPENINGS } from '../filing/review-words.ts';

/** What reviews speak of; the codes of `truth/review_aspects`. */
export const ASPECTS = ['size', 'quality', 'price', 'delivery', 'service'] as const;
/** Codes of polarities. */
export const POLARITIES = ['negative', 'neutral', 'positive'] as const;
const NEUTRAL = 1;
const POSITIVE = 2;

/** Feelings between these are neutral. */
const NEUTRAL_BELOW = 0.3;

/** What one sentence says. */
export interface Opinion {
  /** Code of ASPECTS. */
  readonly aspect: number;
  /** Code of POLARITIES. */
  readonly polarity: number;
  /** Said by denying the opposite. */
  readonly negated: boolean;
}

export interface TextRules {
  readonly mention: number;
  readonly negation: number;
  readonly intensifiers: number;
  readonly typos: number;
}

/** The part of an aspect that is felt because of the whole experience; the rest is the aspect's own. */
export function feelingOf(experience: number, own: number, halo: number): number {
  return halo * experience + (1 - halo) * own;
}

export function polarityOf(feeling: number): number {
  if (feeling > NEUTRAL_BELOW) return POSITIVE;
  return feeling < -NEUTRAL_BELOW ? 0 : NEUTRAL;
}

/** What a review says of aspects felt so (one feeling an aspect): strong feelings are likelier to be told. */
export function opinionsOf(
  key: DrawKey,
  shopperKey: number,
  itemKey: number,
  visit: number,
  feelings: ArrayLike<number>,
  rules: TextRules,
): Opinion[] {
  const own = subKey(key, shopperKey, itemKey, visit);
  const opinions: Opinion[] = [];
  for (let aspect = 0; aspect < ASPECTS.length; aspect++) {
    const feeling = feelings[aspect]!;
    if (!(uniform(own, aspect, 0) < rules.mention * (0.5 + Math.min(1, Math.abs(feeling) / 2)))) continue;
    const polarity = polarityOf(feeling);
    const negated = polarity !== NEUTRAL && uniform(own, aspect, 1) < rules.negation;
    opinions.push({ aspect, polarity, negated });
  }
  return opinions;
}

/** The text: an opening that fits the stars, then a sentence an opinion. */
export function reviewText(
  key: DrawKey,
  typoKey: DrawKey,
  shopperKey: number,
  itemKey: number,
  visit: number,
  stars: number,
  opinions: readonly Opinion[],
  rules: TextRules,
): string {
  const own = subKey(key, shopperKey, itemKey, visit);
  const openings = OPENINGS[stars - 1]!;
  const sentences = [
    openings[uniformInteger(own, openings.length, ASPECTS.length, 0)]!,
    ...opinions.map((opinion) => sentence(own, opinion, rules.intensifiers)),
  ];
  const words = `${sentences.join('. ')}.`.split(' ');
  const typed = subKey(typoKey, shopperKey, itemKey, visit);
  return words
    .map((word, at) => (uniform(typed, at, 0) < rules.typos ? mistype(word, uniform(typed, at, 1)) : word))
    .join(' ');
}

function sentence(own: DrawKey, { aspect, polarity, negated }: Opinion, intensifiers: number): string {
  const words: AspectWords = ASPECT_WORDS[ASPECTS[aspect]!];
  const pick = (list: readonly string[], slot: number): string =>
    list[uniformInteger(own, list.length, aspect, slot)]!;
  const noun = pick(words.nouns, 2);
  if (polarity === NEUTRAL) return `The ${noun} is ${pick(MIDDLING, 3)}`;
  const isPraise = (polarity === POSITIVE) !== negated;
  const word = pick(isPraise ? words.praise : words.blame, 3);
  const strong = uniform(own, aspect, 4) < intensifiers && !word.includes(' ');
  return `The ${noun} is ${negated ? 'not ' : ''}${strong ? `${pick(INTENSIFIERS, 5)} ` : ''}${word}`;
}

/** Two neighbouring letters after the first change places; `u` in (0, 1) says where. Short words stay. */
export function mistype(word: string, u: number): string {
  const letters = word.length - (word.endsWith('.') ? 1 : 0);
  if (letters < 4) return word;
  const at = 1 + Math.floor(u * (letters - 2));
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}
