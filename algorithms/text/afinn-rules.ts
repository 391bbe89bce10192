/**
 * Sums of AFINN's ratings: Nielsen, "A new ANEW: evaluation of a word list for sentiment analysis in microblogs", ESWC workshop 2011. Phrases come
 * before words, longer ones first. What follows a negator within a clause, at most `reach` tokens after it, counts the other way round.
 */

import { isNegator } from './contractions.ts';
import { AFINN_WORDS } from './lexicons/afinn-words.ts';
import { lexiconOf } from './lexicons/lexicon.ts';
import { NEGATED, PLAIN_WORDS, tokeniser } from './tokeniser.ts';

/** Phrases have `_` between their words. */
const LEXICON = lexiconOf(AFINN_WORDS);
const LONGEST = Math.max(...[...LEXICON.keys()].map((phrase) => phrase.split('_').length));

const tokenise = tokeniser({ ...PLAIN_WORDS, contractions: 'keep', negation: 'mark' });

export interface RatedPhrase {
  readonly phrase: string;
  /** -5 to 5, as it counts here. */
  readonly rating: number;
}

export interface AfinnScore {
  readonly sum: number;
  readonly phrases: readonly RatedPhrase[];
  readonly hasNegator: boolean;
}

export function afinnScore(text: string, reach: number): AfinnScore {
  const marked = tokenise(text);
  const words = marked.map((token) => (token.startsWith(NEGATED) ? token.slice(NEGATED.length) : token));
  const phrases: RatedPhrase[] = [];
  let sum = 0;
  let negator = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < words.length; ) {
    const length = phraseAt(words, at);
    const phrase = words.slice(at, at + Math.max(1, length));
    if (length > 0) {
      const own = LEXICON.get(phrase.join('_'))!;
      const isTurned = marked[at]!.startsWith(NEGATED) && at - negator <= reach;
      phrases.push({
        phrase: isTurned ? `not ${phrase.join(' ')}` : phrase.join(' '),
        rating: isTurned ? -own : own,
      });
      sum += phrases.at(-1)!.rating;
    }
    phrase.forEach((word, n) => {
      if (isNegator(word)) negator = at + n;
    });
    at += phrase.length;
  }
  return { sum, phrases, hasNegator: negator >= 0 };
}

/** Words of the longest phrase that begins here; 0 where none does. */
function phraseAt(words: readonly string[], at: number): number {
  for (let length = Math.min(LONGEST, words.length - at); length > 0; length--) {
    if (LEXICON.has(length === 1 ? words[at]! : words.slice(at, at + length).join('_'))) return length;
  }
  return 0;
}
