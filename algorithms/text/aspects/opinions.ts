/** What texts say of aspects: one code an aspect and text. */

export const NOT_TOLD = 0xff;
export const NEGATIVE = 0;
export const NEUTRAL = 1;
export const POSITIVE = 2;
export const POLARITY_NAMES = ['negative', 'neutral', 'positive'] as const;

/** Whatever finds aspects in texts. */
export interface AspectReader {
  readonly aspects: readonly string[];
  /** Writes what each text says of each aspect into (texts x aspects). */
  read(texts: readonly string[], out: Uint8Array): void;
}

/** (texts x aspects) polarities, NOT_TOLD where a text says nothing of an aspect */
export function readAspects(reader: AspectReader, texts: readonly string[]): Uint8Array {
  const out = new Uint8Array(texts.length * reader.aspects.length);
  reader.read(texts, out);
  return out;
}

/** Sentences, cut at full stops, marks and line ends; empty ones are left out. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/[.!?;\n]+(?=\s|$)|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

const JOINT = '(?:but|and|though|although|however|while|yet|whereas)';
const BETWEEN_CLAUSES = new RegExp(`,\\s+(?:${JOINT}\\s+)?|\\s+${JOINT}\\s+`, 'iu');

/** Clauses of a text: sentences cut at commas and at words that join one thing said to another. */
export function clausesOf(text: string): string[] {
  return sentencesOf(text).flatMap((sentence) =>
    sentence.split(BETWEEN_CLAUSES).filter((clause) => /[\p{L}\p{N}]/u.test(clause)),
  );
}
