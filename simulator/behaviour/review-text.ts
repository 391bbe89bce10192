/**
 * Review texts: a grammar of aspects, praise and blame, negation, intensifiers, typos, asides, and of sentences that name no aspect or
 * leave open what they mean. What each sentence means is known before its words are picked, so the labels are exact, and no reader can
 * be: some sentences are said for several reasons. Draws are addressed, (aspect, slot) or word by word: no text is shifted by another.
 */

import { type DrawKey, subKey, uniform, uniformInteger } from '../../numerics/rng.ts';
import {
  ASIDES,
  ASPECT_WORDS,
  type AspectWords,
  DENIALS,
  FORMS,
  INTENSIFIERS,
  MIDDLING,
  OPENINGS,
  VAGUE,
} from '../filing/review-words.ts';

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
  readonly openings: number;
  readonly indirect: number;
  readonly vague: number;
  readonly asides: number;
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

/** Slots of draws at (own, aspect); 0 and 1 are those of `opinionsOf`. */
const SLOT = {
  noun: 2,
  word: 3,
  strong: 4,
  intensifier: 5,
  place: 6,
  manner: 7,
  form: 8,
  denial: 9,
  joins: 10,
  strays: 11,
  aside: 12,
} as const;
/** In place of an aspect: draws for the text as a whole. */
const WHOLE = ASPECTS.length;
const HAS_OPENING = 1;
/** Part of the sentences that are joined to the one before where both tell of aspects. */
const JOINED = 0.3;

/** The text: an opening that suits the stars, and a sentence an opinion, in an order of its own, with what strays in between. */
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
  const sentences = inPlace(own, opinions, rules);
  const openings = OPENINGS[stars - 1]!;
  if (sentences.length === 0 || uniform(own, WHOLE, HAS_OPENING) < rules.openings)
    sentences.unshift(openings[uniformInteger(own, openings.length, WHOLE, 0)]!);
  const words = `${sentences.join('. ')}.`.split(' ');
  const typed = subKey(typoKey, shopperKey, itemKey, visit);
  return words
    .map((word, at) => (uniform(typed, at, 0) < rules.typos ? mistype(word, uniform(typed, at, 1)) : word))
    .join(' ');
}

/** Sentences of opinions with asides behind them; some are joined to the one before. */
function inPlace(own: DrawKey, opinions: readonly Opinion[], rules: TextRules): string[] {
  const place = ({ aspect }: Opinion): number => uniform(own, aspect, SLOT.place);
  const sentences: string[] = [];
  let before: Opinion | undefined;
  for (const opinion of opinions.toSorted((a, b) => place(a) - place(b))) {
    const { aspect, polarity } = opinion;
    const text = sentence(own, opinion, rules);
    if (before && uniform(own, aspect, SLOT.joins) < JOINED) {
      const joint = before.polarity === polarity ? 'and' : 'but';
      sentences.push(`${sentences.pop()!} ${joint} ${/^I\b/.test(text) ? text : lowerFirst(text)}`);
    } else sentences.push(text);
    before = opinion;
    if (!(uniform(own, aspect, SLOT.strays) < rules.asides)) continue;
    sentences.push(ASIDES[uniformInteger(own, ASIDES.length, aspect, SLOT.aside)]!);
    before = undefined;
  }
  return sentences;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** What is denied is named; all else may be told in other words, or in words that leave it open. */
function sentence(own: DrawKey, opinion: Opinion, { intensifiers, indirect, vague }: TextRules): string {
  const { aspect, polarity, negated } = opinion;
  const words: AspectWords = ASPECT_WORDS[ASPECTS[aspect]!];
  const pick = <T>(list: readonly T[], slot: number): T =>
    list[uniformInteger(own, list.length, aspect, slot)]!;
  const manner = uniform(own, aspect, SLOT.manner);
  if (!negated && manner < vague) return pick(vagueOf(opinion), SLOT.word).text;
  if (!negated && manner < vague + (1 - vague) * indirect)
    return pick([words.blamed, words.so, words.praised][polarity]!, SLOT.word);
  const say = (judgement: string): string =>
    pick(FORMS, SLOT.form).replace('{noun}', pick(words.nouns, SLOT.noun)).replace('{word}', judgement);
  if (polarity === NEUTRAL) return say(pick(MIDDLING, SLOT.word));
  const isPraise = (polarity === POSITIVE) !== negated;
  const word = pick(isPraise ? words.praise : words.blame, SLOT.word);
  const denial = negated ? pick(DENIALS, SLOT.denial) : '';
  const strong =
    uniform(own, aspect, SLOT.strong) < intensifiers &&
    !word.includes(' ') &&
    (denial === '' || denial === DENIALS[0]);
  return say([denial, strong ? pick(INTENSIFIERS, SLOT.intensifier) : '', word].filter(Boolean).join(' '));
}

/** Vague sentences that may be said with this opinion: there is one for each. */
export const vagueOf = ({ aspect, polarity }: Opinion): typeof VAGUE =>
  VAGUE.filter(
    ({ aspects, polarities }) => aspects.includes(ASPECTS[aspect]!) && polarities.includes(polarity),
  );

/** Two neighbouring letters after the first change places; `u` in (0, 1) says where. Short words stay. */
export function mistype(word: string, u: number): string {
  const letters = word.length - (word.endsWith('.') ? 1 : 0);
  if (letters < 4) return word;
  const at = 1 + Math.floor(u * (letters - 2));
  return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}
