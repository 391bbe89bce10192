/** Command lines to run again, as a shell reads them. */

/** A word as it is where a shell takes nothing in it for its own, else in quotes. */
export const shellWord = (word: string): string =>
  /^[\w./=:,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

export const shellWords = (words: readonly string[]): string => words.map(shellWord).join(' ');
