/** How many of the first `listed` places hit. */
export function countHits(hits: Uint8Array, listed: number): number {
  let count = 0;
  for (let i = 0; i < listed; i++) count += hits[i]!;
  return count;
}
