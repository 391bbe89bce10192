/** Words of English that are short for two, and those that turn what follows into its opposite. */

/** Written without an apostrophe as often as with one, or of which the ending does not tell the parts. */
const SPELT: Readonly<Record<string, string>> = {
  "can't": 'can not',
  cant: 'can not',
  cannot: 'can not',
  "won't": 'will not',
  wont: 'will not',
  "shan't": 'shall not',
  "ain't": 'is not',
  aint: 'is not',
  "it's": 'it is',
  "that's": 'that is',
  thats: 'that is',
  "what's": 'what is',
  whats: 'what is',
  "he's": 'he is',
  "she's": 'she is',
  "there's": 'there is',
  "here's": 'here is',
  "who's": 'who is',
  "where's": 'where is',
  "how's": 'how is',
  "let's": 'let us',
  im: 'i am',
  ive: 'i have',
};

/** Verbs that take n't. */
const VERBS = [
  ...['do', 'does', 'did', 'is', 'are', 'was', 'were', 'has', 'have', 'had'],
  ...['would', 'could', 'should', 'must', 'need', 'might', 'ought', 'dare'],
];

/** By the word in lower case, with straight apostrophes. */
export const CONTRACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ...Object.entries(SPELT).map(([word, parts]): [string, string[]] => [word, parts.split(' ')]),
  ...VERBS.map((verb): [string, string[]] => [`${verb}nt`, [verb, 'not']]),
]);

const NEGATORS = new Set([
  ...['not', 'no', 'never', 'none', 'nobody', 'nothing', 'neither', 'nor', 'nowhere', 'without'],
  ...['hardly', 'scarcely', 'barely', 'rarely', 'seldom'],
]);

/** Of a word in lower case, with straight apostrophes. */
export const isNegator = (word: string): boolean =>
  NEGATORS.has(word) || word.endsWith("n't") || (CONTRACTIONS.get(word)?.at(-1) === 'not' && word !== 'not');
