/** Short names of rivals: letters of few, places of many; runs of them drawn together. */

/** Algorithms up to which codes are letters. */
export const MOST_LETTERS = 26;

/** `a`, `b` ... of up to 26, else `1`, `2` ... */
export const codeOf = (place: number, count: number): string =>
  count <= MOST_LETTERS ? String.fromCharCode(97 + place) : String(place + 1);

/** `a, c–f` of places that ascend. */
export function codeRanges(places: readonly number[], count: number): string {
  const parts: string[] = [];
  for (let i = 0; i < places.length; ) {
    let end = i;
    while (places[end + 1] === places[end]! + 1) end++;
    const [first, last] = [codeOf(places[i]!, count), codeOf(places[end]!, count)];
    if (end - i >= 2) parts.push(`${first}\u2013${last}`);
    else for (let at = i; at <= end; at++) parts.push(codeOf(places[at]!, count));
    i = end + 1;
  }
  return parts.join(', ');
}
