/**
 * Words of review texts. Their order is part of every world: words are added at the end of a list only. `praise` and
 * `blame` say opposite things of the same thing, so that either can be negated.
 */

const wordsIn = (text: string): string[] => text.split(', ');

export interface AspectWords {
  readonly nouns: readonly string[];
  readonly praise: readonly string[];
  readonly blame: readonly string[];
}

/** By the names of ASPECTS. */
export const ASPECT_WORDS = {
  size: {
    nouns: wordsIn('size, fit, length'),
    praise: wordsIn('right, perfect, good, true to the picture, as described'),
    blame: wordsIn('wrong, off, bad, far from the picture, misleading'),
  },
  quality: {
    nouns: wordsIn('quality, material, finish, workmanship'),
    praise: wordsIn('good, great, solid, excellent, lovely'),
    blame: wordsIn('bad, poor, flimsy, shoddy, disappointing'),
  },
  price: {
    nouns: wordsIn('price, value, cost'),
    praise: wordsIn('fair, good, great, reasonable, a bargain'),
    blame: wordsIn('unfair, bad, steep, excessive, a rip-off'),
  },
  delivery: {
    nouns: wordsIn('delivery, shipping, courier'),
    praise: wordsIn('fast, quick, punctual, prompt, good'),
    blame: wordsIn('slow, late, unreliable, careless, bad'),
  },
  service: {
    nouns: wordsIn('service, support, seller'),
    praise: wordsIn('friendly, helpful, good, polite, kind'),
    blame: wordsIn('rude, unhelpful, bad, useless, unfriendly'),
  },
} as const satisfies Readonly<Record<string, AspectWords>>;

export const MIDDLING: readonly string[] = wordsIn('okay, average, acceptable, nothing special, so-so');
export const INTENSIFIERS: readonly string[] = wordsIn('very, really, so, quite, absolutely');

/** (5) openings of reviews of 1 to 5 stars. */
export const OPENINGS: readonly (readonly string[])[] = [
  wordsIn('Never again, What a letdown, A waste of money, Terrible'),
  wordsIn('Not what I hoped for, Rather let down, Would not buy again, Weak'),
  wordsIn('It does the job, Mixed feelings, Could be better, All right'),
  wordsIn('Happy with it, A good buy, Pleased, Nearly perfect'),
  wordsIn('Love it, Could not be happier, Perfect, A great buy'),
];
