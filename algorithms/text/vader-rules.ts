/**
 * VADER's rules: Hutto, Gilbert, "VADER: a parsimonious rule-based model for sentiment analysis of social media text", ICWSM 2014, section
 * 3.2, with the constants of its table 2 and what its authors' program (vaderSentiment 3.3.2) has added since. Written anew.
 *
 * Words are what stands between spaces, without marks around them. Each that the lexicon rates is moved by capitals, by up to three words before
 * it (intensifiers, negators), by idioms; what comes before "but" counts half, after it half more; exclamation and question marks add to the sum.
 *
 * As in the program, of equal ratings around "but" the first takes what is meant for the others.
 */

import { lexiconOf } from './lexicons/lexicon.ts';
import { VADER_EMOJI } from './lexicons/vader-emoji.ts';
import { VADER_WORDS } from './lexicons/vader-words.ts';

const BOOST = 0.293;
const CAPITALS = 0.733;
const NEGATION = -0.74;
/** What a modifier is worth that stands one, two or three words before. */
const NEARNESS = [1, 0.95, 0.9];
/** Of a sum of ratings, for values from -1 to 1. */
const NORMALISER = 15;

const list = (words: string): string[] => words.trim().split(/\s+/);

const NEGATORS = new Set([
  ...list(`aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt neednt oughtnt shant shouldnt
    wasnt werent wont wouldnt neither never none nope nor not nothing nowhere uhuh uh-uh without rarely seldom despite`),
]);

const BOOSTERS: ReadonlyMap<string, number> = new Map([
  ...list(`absolutely amazingly awfully completely considerable considerably decidedly deeply effing enormous enormously entirely
    especially exceptional exceptionally extreme extremely fabulously flipping flippin frackin fracking fricking frickin frigging friggin
    fully fuckin fucking fuggin fugging greatly hella highly hugely incredible incredibly intensely major majorly more most particularly
    purely quite really remarkably so substantially thoroughly total totally tremendous tremendously uber unbelievably unusually utter
    utterly very`).map((word) => [word, BOOST] as const),
  ...list(`almost barely hardly kinda kindof kind-of less little marginal marginally occasional occasionally partly scarce scarcely
    slight slightly somewhat sorta sortof sort-of`).map((word) => [word, -BOOST] as const),
  ...['just enough', 'kind of', 'sort of'].map((words) => [words, -BOOST] as const),
]);

const IDIOMS: ReadonlyMap<string, number> = new Map([
  ['the shit', 3],
  ['the bomb', 3],
  ['bad ass', 1.5],
  ['badass', 1.5],
  ['bus stop', 0],
  ['yeah right', -2],
  ['kiss of death', -1.5],
  ['to die for', 3],
  ['beating heart', 3.5],
]);

const LEXICON = lexiconOf(VADER_WORDS, 10);
const EMOJI = new Map(VADER_EMOJI);
const ASCII_MARKS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
/** Beyond what is rated, one picture is one word. */
const PICTURE = /\p{Extended_Pictographic}/u;

export interface VaderScore {
  /** From -1, most negative, to 1. */
  readonly compound: number;
  /** As they stand in the text, without marks around them. */
  readonly words: readonly string[];
  /** (words) as moved by the rules; 0 where not rated */
  readonly valences: readonly number[];
  /** What marks add to the sum of the valences, in its direction. */
  readonly emphasis: number;
}

export function vaderScore(text: string): VaderScore {
  const told = tellEmoji(text);
  const words = wordsOf(told);
  const scene = { words, lower: words.map((word) => word.toLowerCase()), hasContrast: hasContrast(words) };
  const valences = contrasted(
    scene.lower,
    words.map((_, at) => valenceAt(scene, at)),
  );
  const sum = valences.reduce((all, one) => all + one, 0);
  const emphasis = emphasisOf(told) * Math.sign(sum);
  return { compound: normalised(sum + emphasis), words, valences, emphasis };
}

export const normalised = (sum: number): number => sum / Math.sqrt(sum * sum + NORMALISER);

/** true for a word, as it stands in a text, that turns what follows it. */
export const isVaderNegator = (lower: string): boolean => NEGATORS.has(lower) || lower.includes("n't");

/** Emoji as words, set apart by a space from what comes before. */
function tellEmoji(text: string): string {
  if (!PICTURE.test(text)) return text.trim();
  let told = '';
  for (const one of text) {
    const words = EMOJI.get(one);
    told += words === undefined ? one : `${told === '' || told.endsWith(' ') ? '' : ' '}${words}`;
  }
  return told.trim();
}

function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      let [from, to] = [0, piece.length];
      while (from < to && ASCII_MARKS.includes(piece[from]!)) from++;
      while (to > from && ASCII_MARKS.includes(piece[to - 1]!)) to--;
      // What is so short was an emoticon.
      return to - from <= 2 ? piece : piece.slice(from, to);
    });
}

const isLoud = (word: string): boolean => word !== word.toLowerCase() && word === word.toUpperCase();

/** Some words are in capitals and some are not: then capitals say something. */
function hasContrast(words: readonly string[]): boolean {
  const loud = words.filter(isLoud).length;
  return loud > 0 && loud < words.length;
}

interface Scene {
  readonly words: readonly string[];
  readonly lower: readonly string[];
  readonly hasContrast: boolean;
}

function valenceAt(scene: Scene, at: number): number {
  const { words, lower } = scene;
  const word = lower[at]!;
  const rating = LEXICON.get(word);
  if (rating === undefined || BOOSTERS.has(word) || (word === 'kind' && lower[at + 1] === 'of')) return 0;
  let valence = afterNo(lower, at) ? rating * NEGATION : isNoBeforeRated(lower, at) ? 0 : rating;
  if (scene.hasContrast && isLoud(words[at]!)) valence += valence > 0 ? CAPITALS : -CAPITALS;
  for (let back = 1; back <= 3 && back <= at; back++) {
    if (LEXICON.has(lower[at - back]!)) continue;
    valence += NEARNESS[back - 1]! * boostOf(scene, at - back, valence);
    valence *= turnOf(lower, at, back);
    if (back === 3) valence = idiomAt(lower, at, valence);
  }
  return isLeast(lower, at) ? valence * NEGATION : valence;
}

/** "no" next to a rated word negates that, and is none itself. */
const isNoBeforeRated = (lower: readonly string[], at: number): boolean =>
  lower[at] === 'no' && at + 1 < lower.length && LEXICON.has(lower[at + 1]!);

const afterNo = (lower: readonly string[], at: number): boolean =>
  lower[at - 1] === 'no' ||
  lower[at - 2] === 'no' ||
  (lower[at - 3] === 'no' && (lower[at - 1] === 'or' || lower[at - 1] === 'nor'));

/** Intensifiers and dampeners, in the direction of what they stand before. */
function boostOf({ words, lower, hasContrast }: Scene, at: number, valence: number): number {
  const boost = BOOSTERS.get(lower[at]!);
  if (boost === undefined) return 0;
  const own = valence < 0 ? -boost : boost;
  if (!(hasContrast && isLoud(words[at]!))) return own;
  return own + (valence > 0 ? CAPITALS : -CAPITALS);
}

/** What a negator `back` words before makes of a valence; "never so" and "without doubt" speak for it. */
function turnOf(lower: readonly string[], at: number, back: number): number {
  const [one, two] = [lower[at - 1]!, lower[at - 2]];
  const isSo = (word: string | undefined): boolean => word === 'so' || word === 'this';
  const word = lower[at - back]!;
  if (back === 2) {
    if (word === 'never' && isSo(one)) return 1.25;
    if (word === 'without' && one === 'doubt') return 1;
  }
  if (back === 3) {
    if ((word === 'never' && isSo(two)) || isSo(one)) return 1.25;
    if (word === 'without' && (two === 'doubt' || one === 'doubt')) return 1;
  }
  return isVaderNegator(word) ? NEGATION : 1;
}

function idiomAt(lower: readonly string[], at: number, valence: number): number {
  const run = (from: number, to: number): string => lower.slice(at + from, at + to + 1).join(' ');
  const before = [run(-1, 0), run(-2, 0), run(-2, -1), run(-3, -1), run(-3, -2)];
  const found = before.find((words) => IDIOMS.has(words));
  let told = found === undefined ? valence : IDIOMS.get(found)!;
  if (at + 1 < lower.length) told = IDIOMS.get(run(0, 1)) ?? told;
  if (at + 2 < lower.length) told = IDIOMS.get(run(0, 2)) ?? told;
  for (const words of [run(-3, -1), run(-3, -2), run(-2, -1)]) told += BOOSTERS.get(words) ?? 0;
  return told;
}

/** "least good" is not good; "at least" and "very least" are no negation. */
const isLeast = (lower: readonly string[], at: number): boolean =>
  lower[at - 1] === 'least' && lower[at - 2] !== 'at' && lower[at - 2] !== 'very';

function contrasted(lower: readonly string[], valences: readonly number[]): number[] {
  const but = lower.indexOf('but');
  if (but < 0) return [...valences];
  const moved = [...valences];
  for (let at = 0; at < moved.length; at++) {
    const valence = moved[at]!;
    const first = moved.indexOf(valence);
    if (first !== but) moved[first] = valence * (first < but ? 0.5 : 1.5);
  }
  return moved;
}

/** Up to four exclamation marks; question marks from the second on. */
function emphasisOf(text: string): number {
  const count = (mark: string): number => text.split(mark).length - 1;
  const questions = count('?');
  const asked = questions <= 1 ? 0 : questions <= 3 ? questions * 0.18 : 0.96;
  return Math.min(count('!'), 4) * 0.292 + asked;
}
