/** Sound: which words a recogniser takes for one another. An edit distance in which letters of like sound are near. */

/** Letters that are taken for one another. */
const CLASSES = ['aeiouy', 'bp', 'dt', 'ckgqx', 'fvw', 'szjc', 'mn', 'lr'];

/** (128) by code of a letter: a bit for each class that it is in. */
const CLASSES_OF = new Uint8Array(128);
CLASSES.forEach((letters, nth) => {
  for (const letter of letters) CLASSES_OF[letter.charCodeAt(0)]! |= 1 << nth;
});

/** Cost of hearing one letter for another, by their codes: 0, 0.5 in the same class, 1. */
function mishearing(a: number, b: number): number {
  if (a === b) return 0;
  return a < 128 && b < 128 && (CLASSES_OF[a]! & CLASSES_OF[b]!) !== 0 ? 0.5 : 1;
}

/** Least cost of turning one word into another by mishearing, losing and adding letters (1 each); case does not count. */
export function soundDistance(one: string, other: string): number {
  const a = one.toLowerCase();
  const b = other.toLowerCase();
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0]!;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const heard = diagonal + mishearing(a.charCodeAt(i - 1), b.charCodeAt(j - 1));
      diagonal = row[j]!;
      row[j] = Math.min(heard, diagonal + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}

/** Indices of the `most` words nearest to word `nth`, nearest first, equals in order; words spelt alike are left out. */
export function nearestWords(words: readonly string[], nth: number, most: number): number[] {
  const own = words[nth]!.toLowerCase();
  const others = words.flatMap((word, index) =>
    word.toLowerCase() === own ? [] : [{ index, distance: soundDistance(own, word) }],
  );
  others.sort((a, b) => a.distance - b.distance || a.index - b.index);
  return others.slice(0, most).map(({ index }) => index);
}
