/** Runs of tokens as numbers: a run of n tokens is its first n - 1 and one more, so that any length is found pair by pair. */

/** Open addressing over pairs (column of the run without its last token, last token). */
export class PairTable {
  #first: Uint32Array;
  #second: Uint32Array;
  /** Column + 1; 0 where nothing stands. */
  #column: Uint32Array;
  #mask: number;
  #size = 0;

  /** @param expected how many pairs it will hold, as far as is known: it grows where there are more */
  constructor(expected = 0) {
    let length = 1024;
    while (length <= 2 * (expected + 1)) length *= 2;
    this.#first = new Uint32Array(length);
    this.#second = new Uint32Array(length);
    this.#column = new Uint32Array(length);
    this.#mask = length - 1;
  }

  /** The column of a pair; -1 for one that was not put in. */
  find(first: number, second: number): number {
    return this.#column[this.#slot(first, second)]! - 1;
  }

  put(first: number, second: number, column: number): void {
    if (2 * (this.#size + 1) > this.#mask) this.#grow();
    const slot = this.#slot(first, second);
    if (this.#column[slot] === 0) this.#size++;
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#column[slot] = column + 1;
  }

  #slot(first: number, second: number): number {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
    hash ^= hash >>> 15;
    let slot = Math.imul(hash, 0x2c1b3c6d) & this.#mask;
    while (this.#column[slot] !== 0 && !(this.#first[slot] === first && this.#second[slot] === second))
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const [first, second, column] = [this.#first, this.#second, this.#column];
    const length = 2 * (this.#mask + 1);
    this.#first = new Uint32Array(length);
    this.#second = new Uint32Array(length);
    this.#column = new Uint32Array(length);
    this.#mask = length - 1;
    this.#size = 0;
    column.forEach((one, slot) => {
      if (one > 0) this.put(first[slot]!, second[slot]!, one - 1);
    });
  }
}

/** Tokens, and runs of two and more of them, that columns stand for: the tokens first. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  /** (runs) column of each run without its last token; below its own */
  readonly before: Uint32Array;
  /** (runs) the last token */
  readonly last: Uint32Array;
}

export const columnsOf = ({ tokens, before }: Vocabulary): number => tokens.length + before.length;

/** The tokens of a column, joined by spaces. */
export function nameOf({ tokens, before, last }: Vocabulary, column: number): string {
  const run = column - tokens.length;
  if (run < 0) return tokens[column]!;
  return `${nameOf({ tokens, before, last }, before[run]!)} ${tokens[last[run]!]}`;
}

/** What is wrong with a vocabulary, for a state's shape. */
export function vocabularyFault({ tokens, before, last }: Vocabulary): string | undefined {
  if (new Set(tokens).size !== tokens.length) return 'a token stands twice in the vocabulary';
  const wrong = before.findIndex(
    (column, run) => column >= tokens.length + run || last[run]! >= tokens.length,
  );
  return wrong < 0 ? undefined : `run ${wrong} of the vocabulary is not made of what stands before it`;
}

/** Visits the column of each token and each run of up to `longest` tokens of a text that the vocabulary knows, shorter runs first. */
export type RunFinder = (tokens: readonly string[], visit: (column: number) => void) => void;

export function runFinder(vocabulary: Vocabulary, longest: number): RunFinder {
  const { tokens, before, last } = vocabulary;
  const known = new Map(tokens.map((token, column) => [token, column]));
  const table = new PairTable(before.length);
  before.forEach((column, run) => {
    table.put(column, last[run]!, tokens.length + run);
  });
  let ids = new Int32Array(256);
  let runs = new Int32Array(256);
  return (text, visit) => {
    const { length } = text;
    if (length > ids.length) {
      ids = new Int32Array(2 * length);
      runs = new Int32Array(2 * length);
    }
    for (let at = 0; at < length; at++) {
      const id = known.get(text[at]!) ?? -1;
      ids[at] = id;
      runs[at] = id;
      if (id >= 0) visit(id);
    }
    for (let n = 2; n <= longest; n++) {
      for (let at = 0; at + n <= length; at++) {
        const run = runs[at]!;
        const next = ids[at + n - 1]!;
        const column = run < 0 || next < 0 ? -1 : table.find(run, next);
        runs[at] = column;
        if (column >= 0) visit(column);
      }
    }
  };
}

/** All tokens and runs of up to `longest` of them that stand in at least `leastTexts` texts, in the order they are first met. */
export function learnVocabulary(
  texts: Iterable<readonly string[]>,
  longest: number,
  leastTexts: number,
): Vocabulary {
  const all = everyRun(texts, longest);
  const isKept = all.textsWith.map((some) => Number(some >= leastTexts));
  const renamed = new Int32Array(isKept.length).fill(-1);
  const tokens: string[] = [];
  // Tokens first, then pairs, then threes: what a run is made of has its column before it.
  for (let n = 1, next = 0; n <= longest; n++) {
    for (let column = 0; column < isKept.length; column++) {
      if (isKept[column] === 0 || all.length[column] !== n) continue;
      renamed[column] = next++;
      if (n === 1) tokens.push(all.tokens[all.last[column]!]!);
    }
  }
  const before = new Uint32Array(isKept.reduce((sum, kept) => sum + kept, 0) - tokens.length);
  const last = new Uint32Array(before.length);
  for (let column = 0; column < isKept.length; column++) {
    const run = renamed[column]! - tokens.length;
    if (run < 0) continue;
    before[run] = renamed[all.before[column]!]!;
    last[run] = renamed[all.columnOfToken[all.last[column]!]!]!;
  }
  return { tokens, before, last };
}

interface EveryRun {
  readonly tokens: readonly string[];
  /** (tokens) */
  readonly columnOfToken: readonly number[];
  /** Of each column: texts that have it, tokens in it, column without its last token, that token. */
  readonly textsWith: readonly number[];
  readonly length: readonly number[];
  readonly before: readonly number[];
  readonly last: readonly number[];
}

function everyRun(texts: Iterable<readonly string[]>, longest: number): EveryRun {
  const known = new Map<string, number>();
  const table = new PairTable();
  const found = {
    tokens: [] as string[],
    columnOfToken: [] as number[],
    textsWith: [] as number[],
    length: [] as number[],
    before: [] as number[],
    last: [] as number[],
  };
  const lastText: number[] = [];
  let text = 0;
  const meet = (column: number): void => {
    if (lastText[column] === text) return;
    lastText[column] = text;
    found.textsWith[column]!++;
  };
  const add = (length: number, before: number, last: number): number => {
    found.length.push(length);
    found.before.push(before);
    found.last.push(last);
    lastText.push(-1);
    return found.textsWith.push(0) - 1;
  };
  for (const tokens of texts) {
    const ids = tokens.map((token) => {
      const id = known.get(token) ?? known.size;
      if (id === known.size) {
        known.set(token, id);
        found.tokens.push(token);
        found.columnOfToken.push(add(1, 0, id));
      }
      return id;
    });
    const runs = ids.map((id) => found.columnOfToken[id]!);
    runs.forEach(meet);
    for (let n = 2; n <= longest; n++) {
      for (let at = 0; at + n <= ids.length; at++) {
        const next = ids[at + n - 1]!;
        let column = table.find(runs[at]!, next);
        if (column < 0) {
          column = add(n, runs[at]!, next);
          table.put(runs[at]!, next, column);
        }
        runs[at] = column;
        meet(column);
      }
    }
    text++;
  }
  return found;
}
