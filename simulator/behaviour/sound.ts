/** Sound: which words a recogniser takes for one another. An edit distance in which letters of like sound are near. */

/** Letters that are taken for one another. */
const CLASSES = ['aeiouy', 'bp', 'dt', 'ckgqx', 'fvw', 'szjc', 'mn', 'lr'];

/** Cost of hearing one letter for another: 0, 0.5 in the same class, 1. */
function mishearing(a: string, b: string): number {
  if (a === b) return 0;
  return CLASSES.some((letters) => letters.includes(a) && letters.includes(b)) ? 0.5 : 1;
}

/** Least cost of turning one word into another by mishearing, losing and adding letters (1 each); case does not count. */
export function soundDistance(one: string, other: string): number {
  const a = one.toLowerCase();
  const b = other.toLowerCase();
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const heard = above[j - 1]! + mishearing(a.charAt(i - 1), b.charAt(j - 1));
      row.push(Math.min(heard, above[j]! + 1, row[j - 1]! + 1));
    }
    above = row;
  }
  return above[b.length]!;
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
