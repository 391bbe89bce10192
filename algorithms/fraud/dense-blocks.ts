/**
 * Dense blocks of a bipartite graph, ties by camouflage held down: Hooi, Song, Beutel, Shah, Shin, Faloutsos, "FRAUDAR: bounding graph fraud
 * in the face of camouflage", KDD 2016. The density of a set of accounts and items is the sum of the weights of edges between them over the number
 * of both (metric g, equation 1, no weights of nodes); an edge to an item with d edges weighs 1 / log(d + 5) (section 4.2). Nodes
 * are taken away one by one, the one that loses least first; the densest set on the way has at least half of the greatest density (theorem 1).
 */

import { log } from '../../numerics/math.ts';

export interface Edges {
  /** (edges) accounts and items from 0; each pair once. */
  readonly account: Uint32Array;
  readonly item: Uint32Array;
  readonly accounts: number;
  readonly items: number;
}

export interface Block {
  readonly density: number;
  /** 1: in the block. */
  readonly isAccount: Uint8Array;
  readonly isItem: Uint8Array;
}

const DAMPING = 5;

/** The weight of an edge to each item. */
export function itemWeights({ item, items }: Edges): Float64Array {
  const degree = new Uint32Array(items);
  for (const one of item) degree[one]!++;
  return Float64Array.from(degree, (d) => 1 / log(d + DAMPING));
}

/** The densest set that taking away finds; of edges that `isGone` (1) leaves. */
export function densestBlock(edges: Edges, weight: Float64Array, isGone: Uint8Array): Block {
  const { account, item, accounts, items } = edges;
  const nodes = accounts + items;
  const around: number[][] = Array.from({ length: nodes }, () => []);
  const own = new Float64Array(nodes);
  let total = 0;
  for (let edge = 0; edge < account.length; edge++) {
    if (isGone[edge] === 1) continue;
    const [a, b] = [account[edge]!, accounts + item[edge]!];
    around[a]!.push(b);
    around[b]!.push(a);
    own[a]! += weight[item[edge]!]!;
    own[b]! += weight[item[edge]!]!;
    total += weight[item[edge]!]!;
  }
  const heap = createHeap(own);
  // Nodes without an edge are no part of any block.
  let left = 0;
  for (let node = 0; node < nodes; node++) {
    if (around[node]!.length === 0) continue;
    heap.push(node);
    left++;
  }
  const taken: number[] = [];
  let best = { density: left === 0 ? 0 : total / left, taken: 0 };
  const present = Uint8Array.from(around, (near) => Number(near.length > 0));
  const everyone = present.slice();
  while (left > 0) {
    const node = heap.pop();
    present[node] = 0;
    taken.push(node);
    left--;
    for (const near of around[node]!) {
      if (present[near] === 0) continue;
      const by = weight[(node < accounts ? near : node) - accounts]!;
      own[near]! -= by;
      total -= by;
      heap.push(near);
    }
    if (left > 0 && total / left > best.density) best = { density: total / left, taken: taken.length };
  }
  for (const node of taken.slice(0, best.taken)) everyone[node] = 0;
  return {
    density: best.density,
    isAccount: everyone.slice(0, accounts),
    isItem: everyone.slice(accounts),
  };
}

/** Least first, of equal ones the least node; a node is pushed again when its value falls. */
function createHeap(values: Float64Array) {
  const nodes: number[] = [];
  const keys: number[] = [];
  const gone = new Uint8Array(values.length);
  const isBefore = (i: number, j: number): boolean =>
    keys[i]! < keys[j]! || (keys[i] === keys[j] && nodes[i]! < nodes[j]!);
  const swap = (i: number, j: number): void => {
    [nodes[i], nodes[j]] = [nodes[j]!, nodes[i]!];
    [keys[i], keys[j]] = [keys[j]!, keys[i]!];
  };
  const push = (node: number): void => {
    nodes.push(node);
    keys.push(values[node]!);
    for (let i = nodes.length - 1; i > 0; ) {
      const up = (i - 1) >> 1;
      if (!isBefore(i, up)) break;
      swap(i, up);
      i = up;
    }
  };
  const takeFirst = (): { node: number; key: number } => {
    const first = { node: nodes[0]!, key: keys[0]! };
    const [node, key] = [nodes.pop()!, keys.pop()!];
    if (nodes.length > 0) {
      nodes[0] = node;
      keys[0] = key;
      for (let i = 0; ; ) {
        let least = i;
        for (const below of [2 * i + 1, 2 * i + 2])
          if (below < nodes.length && isBefore(below, least)) least = below;
        if (least === i) break;
        swap(i, least);
        i = least;
      }
    }
    return first;
  };
  return {
    push,
    pop(): number {
      for (;;) {
        const { node, key } = takeFirst();
        // Entries from before the value fell are passed over.
        if (gone[node] === 1 || key !== values[node]) continue;
        gone[node] = 1;
        return node;
      }
    },
  };
}
