/**
 * From a text to tokens, in steps that can each be chosen:
 *
 *   Unicode NFKC, straight apostrophes -> case -> letters repeated three times or more written twice ("sooo", "soo": Brody,
 *   Diakopoulos, "Cooooooooooooooollllllllllllll!!!!!!!!!!!!!!", EMNLP 2011) -> words, numbers, emoticons, emoji, marks ->
 *   contractions -> negation: each word from a negator to the next mark of a clause, or "but", gets the prefix `not_` (Das, Chen 2001; Pang,
 *   Lee, Vaithyanathan, "Thumbs up?", EMNLP 2002) -> runs of n tokens
 *
 * `tokeniser` compiles the choices once; what it returns is pure. `nGrams` and `hashedPlace` take it from there.
 */

import { z } from 'zod';
import { CONTRACTIONS, isNegator } from './contractions.ts';

/** Parameters of an algorithm that reads texts, with its own defaults. */
export const tokeniserParams = (defaults: TokeniserOptions) => ({
  lowerCase: z.boolean().default(defaults.lowerCase).describe('texts are read in lower case'),
  elongation: z
    .enum(['keep', 'shorten'])
    .default(defaults.elongation)
    .describe('a letter three times or more in a row: as it is, or twice'),
  contractions: z
    .enum(['keep', 'expand', 'cut'])
    .default(defaults.contractions)
    .describe('"don\'t" is one token, "do not", or "don t"'),
  negation: z
    .enum(['none', 'mark'])
    .default(defaults.negation)
    .describe('mark: words after a negator, up to the end of the clause, are tokens of their own (not_good)'),
  numbers: z
    .enum(['keep', 'mark', 'drop'])
    .default(defaults.numbers)
    .describe('mark: all numbers are one token'),
  emoji: z.boolean().default(defaults.emoji).describe('emoji and emoticons are tokens'),
  marks: z.boolean().default(defaults.marks).describe('runs of ! and ? and dots are tokens'),
  shortest: z.int().min(1).max(10).default(defaults.shortest).describe('letters of a word, at least'),
});

export interface TokeniserOptions {
  readonly lowerCase: boolean;
  readonly elongation: 'keep' | 'shorten';
  readonly contractions: 'keep' | 'expand' | 'cut';
  readonly negation: 'none' | 'mark';
  readonly numbers: 'keep' | 'mark' | 'drop';
  readonly emoji: boolean;
  readonly marks: boolean;
  readonly shortest: number;
}

/** Runs of letters, marks and digits in lower case, and nothing else. */
export const PLAIN_WORDS: TokeniserOptions = {
  lowerCase: true,
  elongation: 'keep',
  contractions: 'cut',
  negation: 'none',
  numbers: 'keep',
  emoji: false,
  marks: false,
  shortest: 1,
};

/** What every number is with `numbers: mark`. */
export const NUMBER_TOKEN = '<number>';
/** What goes before a token within the scope of a negator. */
export const NEGATED = 'not_';

const WORD = "[\\p{L}\\p{M}\\p{N}]+(?:'[\\p{L}\\p{M}]+)*";
const NUMBER = '\\p{Nd}+(?:[.,:/]\\p{Nd}+)*(?![\\p{L}\\p{M}\\p{N}])';
/** A smiley, with or without a nose, a heart; where they end in a letter none follows. */
const EMOTICON =
  "[>}]?[:;=]['\\-^]?(?:[()|*\\[\\]$@]|[/\\\\](?!/)|[dDpPoO3](?![\\p{L}\\p{N}]))|<3+(?!\\p{N})";
/** One picture, however many code points it is made of; (c) and (R) are none. */
const EMOJI =
  '\\p{RI}\\p{RI}|(?![\\u00a9\\u00ae])\\p{Extended_Pictographic}(?:\\p{EMod}|\\ufe0f)*(?:\\u200d\\p{Extended_Pictographic}(?:\\p{EMod}|\\ufe0f)*)*';
const MARKS = '[!?]+|\\.+|[,;:]';

const ASCII = /^\p{ASCII}*$/u;
const ELONGATED = /(\p{L})\1{2,}/gu;
const SAME_THRICE = /(\p{L})\1\1/u;
/** Skin and the wish to be a picture: the same emoji without them. */
const DRESS = /\p{EMod}|\ufe0f/gu;
const IS_WORD = /^[\p{L}\p{M}\p{N}]/u;
const IS_NUMBER = /^\p{Nd}+(?:[.,:/]\p{Nd}+)*$/u;
const IS_MARK = /^[!?.,;:]+$/;

export type Tokeniser = (text: string) => string[];

export function tokeniser(options: TokeniserOptions): Tokeniser {
  const pattern = patternOf(options);
  const pieces = (text: string): string[] => normalise(text, options).match(pattern) ?? [];
  if (isPlain(options)) return pieces;
  // Most words are met again and again: what is made of each is kept, up to a bound.
  const known = new Map<string, Piece>();
  return (text) => {
    const tokens: string[] = [];
    let isNegated = false;
    for (const piece of pieces(text)) {
      let found = known.get(piece);
      if (found === undefined) {
        found = pieceOf(piece, options);
        if (known.size === MOST_KNOWN) known.clear();
        known.set(piece, found);
      }
      if (found.endsClause) isNegated = false;
      for (const token of isNegated ? found.negated : found.tokens) tokens.push(token);
      if (found.negates) isNegated = true;
    }
    return tokens;
  };
}

const MOST_KNOWN = 65_536;

/** A word, a number, an emoji or a run of marks, and what comes of it. */
interface Piece {
  readonly tokens: readonly string[];
  /** In the scope of a negator. */
  readonly negated: readonly string[];
  readonly negates: boolean;
  readonly endsClause: boolean;
}

/** Nothing is left to do once the text is in pieces. */
const isPlain = ({ contractions, negation, numbers, emoji, marks, shortest }: TokeniserOptions): boolean =>
  contractions === 'cut' && negation === 'none' && numbers === 'keep' && !emoji && !marks && shortest === 1;

function patternOf(options: TokeniserOptions): RegExp {
  if (isPlain(options)) return /[\p{L}\p{M}\p{N}]+/gu;
  const parts = [
    ...(options.emoji ? [EMOTICON] : []),
    ...(options.numbers === 'keep' ? [] : [NUMBER]),
    WORD,
    ...(options.emoji ? [EMOJI] : []),
    ...(options.marks || options.negation === 'mark' ? [MARKS] : []),
  ];
  return new RegExp(parts.join('|'), 'gu');
}

function normalise(text: string, { lowerCase, elongation }: TokeniserOptions): string {
  const composed = ASCII.test(text) ? text : text.normalize('NFKC').replace(/[\u2018\u2019\u02bc]/g, "'");
  const cased = lowerCase ? composed.toLowerCase() : composed;
  return elongation === 'shorten' && SAME_THRICE.test(cased) ? cased.replace(ELONGATED, '$1$1') : cased;
}

function pieceOf(piece: string, options: TokeniserOptions): Piece {
  const { negation, numbers, marks } = options;
  const alike = (tokens: readonly string[], endsClause = false): Piece => ({
    tokens,
    negated: tokens,
    negates: false,
    endsClause,
  });
  if (IS_MARK.test(piece)) return alike(marks && !/^[,;:]|^\.$/.test(piece) ? [shortRun(piece)] : [], true);
  if (!IS_WORD.test(piece)) return alike([piece.replace(DRESS, '')]);
  if (numbers !== 'keep' && IS_NUMBER.test(piece)) return alike(numbers === 'mark' ? [NUMBER_TOKEN] : []);
  const tokens = wordTokens(piece, options);
  if (negation === 'none') return alike(tokens);
  const lower = piece.toLowerCase();
  return {
    tokens,
    negated: tokens.map((token) => NEGATED + token),
    negates: isNegator(lower),
    endsClause: lower === 'but',
  };
}

/** "!!!!" and "!!" alike, "!?!" as "!?". */
const shortRun = (run: string): string => {
  const kinds = [...new Set(run)].sort().join('');
  return kinds.length > 1 || run.length === 1 ? kinds : kinds + kinds;
};

function wordTokens(word: string, { contractions, shortest }: TokeniserOptions): string[] {
  const parts = contractions === 'expand' ? expand(word) : contractions === 'cut' ? word.split("'") : [word];
  return parts.filter((part) => part.length >= shortest);
}

/** "can't" as "can not", "it's" as "it is", "dog's" as "dog"; capitals stay capitals. */
function expand(word: string): readonly string[] {
  const lower = word.toLowerCase();
  const found = CONTRACTIONS.get(lower) ?? byEnding(lower);
  if (found === undefined) return [word];
  if (word === lower) return found;
  const isLoud = word === word.toUpperCase();
  return found.map((part, n) => (isLoud ? part.toUpperCase() : n === 0 ? word[0]! + part.slice(1) : part));
}

const ENDINGS: readonly (readonly [string, readonly string[]])[] = [
  ["n't", ['not']],
  ["'re", ['are']],
  ["'ve", ['have']],
  ["'ll", ['will']],
  ["'m", ['am']],
  ["'d", ['would']],
  ["'s", []],
];

function byEnding(word: string): readonly string[] | undefined {
  if (!word.includes("'")) return undefined;
  const [ending, parts] = ENDINGS.find(([end]) => word.endsWith(end)) ?? [];
  return ending === undefined ? undefined : [word.slice(0, -ending.length), ...parts!];
}

/** The tokens, then the pairs of neighbours joined by a space, and so on up to runs of `longest`. */
export function nGrams(tokens: readonly string[], longest: number): string[] {
  const grams = [...tokens];
  for (let n = 2; n <= longest; n++) {
    for (let at = 0; at + n <= tokens.length; at++) grams.push(tokens.slice(at, at + n).join(' '));
  }
  return grams;
}

/** The place of a token among 2^bits, and the sign it counts with, so that tokens that share a place cancel on average. */
export interface HashedPlace {
  readonly place: number;
  readonly sign: 1 | -1;
}

/**
 * The hashing trick: Weinberger, Dasgupta, Langford, Smola, Attenberg, "Feature hashing for large scale multitask learning", ICML 2009,
 * over FNV-1a of the UTF-16 units with MurmurHash3's last mixing.
 */
export function hashedPlace(token: string, bits: number): HashedPlace {
  let hash = 0x811c9dc5;
  for (let at = 0; at < token.length; at++) {
    const unit = token.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return { place: hash & ((1 << bits) - 1), sign: hash < 0 ? -1 : 1 };
}
