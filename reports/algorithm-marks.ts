/** Which colour and marker is whose: the same on every page of a report, and in every report of an index. */

import { SERIES, SHAPES } from './theme.ts';

/** How an algorithm looks in every chart. */
export interface AlgorithmMark {
  readonly label: string;
  /** Index of the series colour; null: one of the rest, grey. */
  readonly colour: number | null;
  readonly shape: string;
}

/** Index of the series colour by label; null: none is free in all of its studies. */
export type SharedColours = ReadonlyMap<string, number | null>;

/** Those that are `chosen` have a colour each: that of all studies, else by their order. */
export function marksOf(
  labels: readonly string[],
  chosen: readonly string[],
  shared?: SharedColours,
): AlgorithmMark[] {
  return labels.map((label) => {
    const at = chosen.indexOf(label);
    const colour = at < 0 ? null : shared ? (shared.get(label) ?? null) : at;
    return { label, colour, shape: colour === null ? 'circle' : SHAPES[colour]! };
  });
}

/**
 * One colour for each algorithm over all studies: no two of one study share any, and two that never meet share one only where there are
 * more than eight. `studies` are the labels that have a colour in each. Who meets the most different colours comes first (DSATUR; Brelaz,
 * Commun. ACM 22 (1979) 251). The order of the studies does not matter.
 */
export function sharedColours(studies: readonly (readonly string[])[]): SharedColours {
  const rivals = new Map<string, Set<string>>();
  for (const labels of studies)
    for (const label of labels)
      rivals.set(label, new Set([...(rivals.get(label) ?? []), ...labels.filter((one) => one !== label)]));
  const counts = new Map<string, number>();
  for (const label of studies.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  const colours = new Map<string, number | null>();
  const users = Array.from({ length: SERIES }, () => 0);
  const taken = (label: string): Set<number> =>
    new Set([...rivals.get(label)!].flatMap((rival) => colours.get(rival) ?? []));
  const left = [...rivals.keys()].sort(
    (a, b) => counts.get(b)! - counts.get(a)! || Number(a > b) - Number(a < b),
  );
  while (left.length > 0) {
    const met = left.map((label) => taken(label).size);
    const [label] = left.splice(met.indexOf(Math.max(...met)), 1);
    const own = taken(label!);
    const free = users.flatMap((_, colour) => (own.has(colour) ? [] : [colour]));
    const least = Math.min(...free.map((colour) => users[colour]!));
    const colour = free.find((one) => users[one] === least) ?? null;
    colours.set(label!, colour);
    if (colour !== null) users[colour]!++;
  }
  return colours;
}
