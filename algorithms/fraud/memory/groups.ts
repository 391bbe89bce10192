/**
 * Groups of holders (cards, addresses, devices, accounts) that payments have linked, by union-find. Links cannot be taken out of a
 * union-find, so two are kept: one begins anew every `span`, the other is the one before it, from which answers come. What is told reaches
 * back one span at least and two at most. (Tarjan, "Efficiency of a good but not linear set union algorithm", J. ACM 22(2), 1975.)
 */

import type { Keyed } from './keyed.ts';

/** Columns that every holder has. */
export const GROUP_COLUMNS = { young: { kind: 'u32', width: 1 }, old: { kind: 'u32', width: 1 } } as const;
type Generation = keyof typeof GROUP_COLUMNS;

export interface SavedForest {
  readonly parent: Uint32Array;
  readonly counts: Uint32Array;
}

export interface SavedGroups {
  /** Number of the span that is under way. */
  readonly period: number;
  readonly young: SavedForest;
  readonly old: SavedForest;
}

export interface Groups {
  /** Begins a new generation where `time` lies in another span. */
  advance(time: number): void;
  /** Puts the holders of these rows into one group; 0: none. */
  link(rows: ArrayLike<number>): void;
  /** Holders of `kind` in all groups that these rows are in. */
  count(rows: ArrayLike<number>, kind: number): number;
  save(): SavedGroups;
  restore(saved: SavedGroups): void;
}

interface Forest {
  nodes: number;
  parent: Uint32Array;
  /** (nodes x kinds) at roots. */
  counts: Uint32Array;
}

export function createGroups(span: number, holders: readonly Keyed<string>[]): Groups {
  const kinds = holders.length;
  const newForest = (): Forest => ({
    nodes: 1,
    parent: new Uint32Array(64),
    counts: new Uint32Array(64 * kinds),
  });
  let period = 0;
  let forests: Record<Generation, Forest> = { young: newForest(), old: newForest() };
  const met = new Uint32Array(kinds);

  const grow = (forest: Forest): void => {
    const parent = new Uint32Array(2 * forest.parent.length);
    parent.set(forest.parent);
    forest.parent = parent;
    const counts = new Uint32Array(2 * forest.counts.length);
    counts.set(forest.counts);
    forest.counts = counts;
  };

  const rootOf = ({ parent }: Forest, node: number): number => {
    let at = node;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };

  const nodeOf = (forest: Forest, generation: Generation, kind: number, row: number): number => {
    const column = holders[kind]!.columns[generation]!;
    if (column[row] !== 0) return column[row]!;
    if (forest.nodes === forest.parent.length) grow(forest);
    const node = forest.nodes++;
    forest.parent[node] = node;
    forest.counts[node * kinds + kind] = 1;
    column[row] = node;
    return node;
  };

  const join = (forest: Forest, a: number, b: number): number => {
    const [ra, rb] = [rootOf(forest, a), rootOf(forest, b)];
    if (ra === rb) return ra;
    // The older node stays the root: the answer does not depend on it.
    const [root, child] = ra < rb ? [ra, rb] : [rb, ra];
    forest.parent[child] = root;
    for (let k = 0; k < kinds; k++) forest.counts[root * kinds + k]! += forest.counts[child * kinds + k]!;
    return root;
  };

  const linkIn = (generation: Generation, rows: ArrayLike<number>): void => {
    const forest = forests[generation];
    let group = 0;
    for (let kind = 0; kind < kinds; kind++) {
      if (rows[kind] === 0) continue;
      const node = nodeOf(forest, generation, kind, rows[kind]!);
      group = group === 0 ? node : join(forest, group, node);
    }
  };

  const save = ({ nodes, parent, counts }: Forest): SavedForest => ({
    parent: parent.slice(0, nodes),
    counts: counts.slice(0, nodes * kinds),
  });

  const restore = ({ parent, counts }: SavedForest): Forest => {
    const forest = newForest();
    while (forest.parent.length < parent.length) grow(forest);
    forest.parent.set(parent);
    forest.counts.set(counts);
    forest.nodes = parent.length;
    return forest;
  };

  return {
    advance(time) {
      const now = Math.floor(time / span);
      if (now === period) return;
      for (const { columns } of holders) {
        // After a gap of more than a span, nothing of either is recent.
        if (now === period + 1) columns['old']!.set(columns['young']!);
        else columns['old']!.fill(0);
        columns['young']!.fill(0);
      }
      forests = { old: now === period + 1 ? forests.young : newForest(), young: newForest() };
      period = now;
    },
    link(rows) {
      linkIn('young', rows);
      linkIn('old', rows);
    },
    count(rows, kind) {
      const forest = forests.old;
      let total = 0;
      let roots = 0;
      for (let k = 0; k < kinds; k++) {
        const node = holders[k]!.columns['old']![rows[k]!]!;
        if (node === 0) continue;
        const root = rootOf(forest, node);
        let isNew = true;
        for (let i = 0; i < roots; i++) if (met[i] === root) isNew = false;
        if (!isNew) continue;
        met[roots++] = root;
        total += forest.counts[root * kinds + kind]!;
      }
      return total;
    },
    save: () => ({ period, young: save(forests.young), old: save(forests.old) }),
    restore(saved) {
      period = saved.period;
      forests = { young: restore(saved.young), old: restore(saved.old) };
    },
  };
}
