/**
 * Aspects by lists of words: a clause speaks of an aspect where it has one of its words, and says of it what the words of judgement nearby say.
 *
 *   orientation(aspect, clause) = sum over judgements w of so(w) / distance(w, nearest term),   so(w) turned round behind a negator
 *
 * Ding, Liu, Yu, "A holistic lexicon-based approach to opinion mining", WSDM 2008, eq. 1, over the feature and opinion words of Hu, Liu, "Mining
 * and summarizing customer reviews", KDD 2004. A word that implies its aspect ("overpriced") judges it from where it stands. What the clauses of
 * a text say adds up; 0, also where nothing is judged, is neutral.
 */

import { isNegator } from '../contractions.ts';
import { AFINN_WORDS } from '../lexicons/afinn-words.ts';
import { lexiconOf } from '../lexicons/lexicon.ts';
import { VADER_WORDS } from '../lexicons/vader-words.ts';
import { tokeniser } from '../tokeniser.ts';
import { ASPECT_LEXICONS, type AspectLexicon, type AspectName } from './aspect-words.ts';
import { type AspectReader, clausesOf, NEGATIVE, NEUTRAL, NOT_TOLD, POSITIVE } from './opinions.ts';

/** Tokens before a judgement in which a negator turns it round. */
const NEGATION_REACH = 3;
/** How well a word judges, above or below 0; 0 where it does not. */
export type Judge = (word: string) => number;

/** As VADER rates a word, else as AFINN does. */
export function lexiconJudge(): Judge {
  const [vader, afinn] = [lexiconOf(VADER_WORDS, 10), lexiconOf(AFINN_WORDS)];
  return (word) => vader.get(word) ?? afinn.get(word) ?? 0;
}

export function lexicalAspects(names: readonly AspectName[], judge: Judge): AspectReader {
  const cut = tokeniser({
    lowerCase: true,
    elongation: 'shorten',
    contractions: 'expand',
    negation: 'none',
    numbers: 'drop',
    emoji: false,
    marks: false,
    shortest: 1,
  });
  const lexicons = names.map((name) => ASPECT_LEXICONS[name]);
  return {
    aspects: names,
    read(texts, out) {
      texts.forEach((text, row) => {
        const clauses = clausesOf(text).map(cut);
        lexicons.forEach((lexicon, aspect) => {
          out[row * names.length + aspect] = polarityIn(clauses, lexicon, judge);
        });
      });
    },
  };
}

function polarityIn(clauses: readonly (readonly string[])[], lexicon: AspectLexicon, judge: Judge): number {
  let isTold = false;
  let sum = 0;
  for (const tokens of clauses) {
    const found = orientationIn(tokens, lexicon, judge);
    if (found === undefined) continue;
    isTold = true;
    sum += found;
  }
  if (!isTold) return NOT_TOLD;
  return sum > 0 ? POSITIVE : sum < 0 ? NEGATIVE : NEUTRAL;
}

/** undefined: the clause says nothing of the aspect. */
export function orientationIn(
  tokens: readonly string[],
  { terms, praise, blame }: AspectLexicon,
  judge: Judge,
): number | undefined {
  const places: number[] = [];
  let isTold = false;
  let sum = 0;
  const add = (at: number, orientation: number, distance: number): void => {
    sum += (isDenied(tokens, at) ? -orientation : orientation) / distance;
  };
  tokens.forEach((token, at) => {
    const implies = praise.has(token) || blame.has(token);
    if (implies) add(at, praise.has(token) ? 1 : -1, 1);
    else if (terms.has(token)) places.push(at);
    isTold ||= implies || terms.has(token);
  });
  if (!isTold || places.length === 0) return isTold ? sum : undefined;
  tokens.forEach((token, at) => {
    if (praise.has(token) || blame.has(token)) return;
    if (judge(token) !== 0)
      add(at, Math.sign(judge(token)), Math.max(1, Math.min(...places.map((place) => Math.abs(place - at)))));
  });
  return sum;
}

function isDenied(tokens: readonly string[], at: number): boolean {
  let denials = 0;
  for (let before = Math.max(0, at - NEGATION_REACH); before < at; before++)
    denials += Number(isNegator(tokens[before]!));
  return denials % 2 === 1;
}
