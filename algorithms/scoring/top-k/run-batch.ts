/** One batch of queries through the kernels of exact top-K. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { KernelName } from '../../../numerics/kernels/kernels.ts';
import type { Scope } from '../../../numerics/kernels/memory.ts';
import type { TopKPath } from './choose-path.ts';
import { PANEL, type PackedItems } from './pack-items.ts';

/** Lists of positions, one a row. */
export interface PositionLists {
  /** (rows + 1) */
  readonly starts: Uint32Array;
  readonly positions: Uint32Array;
}

/** Room for batches of at most `rows` queries and lists of k, in kernel memory. */
export interface BatchRoom {
  readonly rows: number;
  readonly k: number;
  /** f32 [row][width]; written by the caller, zeros behind the factors */
  readonly vectors: number;
  readonly order: number;
  /** f32 and u32 [row][k]: the heap of each row; after the last call scores and items, best first */
  readonly scores: number;
  readonly items: number;
  /** [row]: i32 size, f32 best score left out */
  readonly states: number;
  readonly tied: number;
  readonly norms: number;
}

export function openRoom(scope: Scope, rows: number, k: number, width: number): BatchRoom {
  return {
    rows,
    k,
    vectors: scope.alloc(4 * rows * width),
    order: scope.alloc(4 * rows),
    scores: scope.alloc(4 * rows * k),
    items: scope.alloc(4 * rows * k),
    states: scope.alloc(8 * rows),
    tied: scope.alloc(rows),
    norms: scope.alloc(8 * rows),
  };
}

const FIRST = 1;
const LAST = 2;
const MOST_CHUNK = 32;
/** Masks of a chunk, in bytes, are kept below it where a chunk of four allows. */
const MASK_ROOM = 1 << 20;
/** Items that every query looks at before queries are regrouped, at least. */
const FIRST_ITEMS = 256;

interface Call {
  readonly kernel: KernelName;
  readonly from: number;
  readonly to: number;
  readonly flags: number;
  /** Address of the order of rows; 0 for as they are. */
  readonly order: number;
}

/** Fills `room.scores`, `items`, `states` and `tied` for the first `rows` rows. */
export function runBatch(
  host: KernelHost,
  packed: PackedItems,
  path: TopKPath,
  room: BatchRoom,
  rows: number,
  struck: PositionLists | undefined,
  candidates: PositionLists | undefined,
): void {
  const scope = host.memory.openScope();
  try {
    const lists = [struck, candidates].flatMap((list) =>
      list ? [scope.put(list.starts), scope.put(list.positions)] : [0, 0],
    );
    const call = (options: Call) => runKernel(host, packed, room, rows, lists, options);
    const all = packed.panelCount;
    if (candidates) {
      call({ kernel: 'topKCandidates', from: 0, to: 0, flags: FIRST | LAST, order: 0 });
      return;
    }
    const isFiltered = path.kind === 'filter' && room.k <= path.mostK;
    const first = firstPanels(packed, room.k);
    if ((!isFiltered && !path.isRegrouped) || first >= all) {
      call({ kernel: 'topKScan', from: 0, to: all, flags: FIRST | LAST, order: 0 });
      return;
    }
    call({ kernel: 'topKScan', from: 0, to: first, flags: FIRST, order: 0 });
    const order = path.isRegrouped && rows > 4 ? regroup(host, room, rows) : 0;
    const kernel = isFiltered ? 'topKFilter' : 'topKScan';
    call({ kernel, from: first, to: all, flags: LAST, order });
  } finally {
    scope.close();
  }
}

/** A multiple of the panels of a block. */
function firstPanels({ panelsOfBlock }: PackedItems, k: number): number {
  return Math.ceil(Math.max(FIRST_ITEMS, 4 * k) / (PANEL * panelsOfBlock)) * panelsOfBlock;
}

/** Rows in the order of the norm below which no item can reach their lists yet: neighbours stop at about the same block. */
function regroup(host: KernelHost, room: BatchRoom, rows: number): number {
  const scores = host.memory.f32(room.scores, rows * room.k);
  const sizes = host.memory.i32(room.states, 2 * rows);
  const norms = host.memory.f64(room.norms, rows);
  const reach = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (sizes[2 * row] === room.k && norms[row]! > 0) reach[row] = scores[row * room.k]! / norms[row]!;
  }
  const order = host.memory.u32(room.order, rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  order.sort((a, b) => reach[a]! - reach[b]! || a - b);
  return room.order;
}

/** The arguments in the order in which `assembly/top-k-chunk.ts` reads them. */
function runKernel(
  host: KernelHost,
  packed: PackedItems,
  room: BatchRoom,
  rows: number,
  [struck, struckItems, candidates, candidateItems]: readonly number[],
  { kernel, from, to, flags, order }: Call,
): void {
  const maskBytes = struck === 0 ? 0 : Math.ceil(packed.count / 64) * 8;
  const chunkRows = rowsOfChunk(maskBytes);
  const { relative, absolute } = errorOfSums(packed.width);
  const scratch = 256 + chunkRows * (64 + 6 * packed.width + maskBytes);
  host.run(
    kernel,
    Math.ceil(rows / chunkRows),
    [
      room.vectors,
      rows,
      order,
      packed.width,
      packed.panels,
      packed.count,
      packed.ids,
      packed.places,
      from,
      to,
      room.k,
      room.scores,
      room.items,
      room.states,
      struck!,
      struckItems!,
      room.tied,
      room.norms,
      chunkRows,
      flags,
      packed.blocks,
      packed.panelsOfBlock,
      packed.quantised,
      relative,
      absolute,
      candidates!,
      candidateItems!,
    ],
    scratch,
  );
}

function rowsOfChunk(maskBytes: number): number {
  const fitting = Math.floor(MASK_ROOM / Math.max(1, maskBytes) / 4) * 4;
  return Math.min(MOST_CHUNK, Math.max(4, fitting));
}

/**
 * A canonical score differs from the true inner product by at most (relative - 1) |u| |v| + absolute, unless sums overflow:
 * Higham, "Accuracy and stability of numerical algorithms", 2002, section 3.1, with the underflow of each product.
 */
export function errorOfSums(width: number): { relative: number; absolute: number } {
  const unit = width * 2 ** -24;
  if (unit >= 0.5) throw new RangeError(`top-k: ${width} factors are too many for a bound on sums in f32`);
  return { relative: (1 + unit / (1 - unit)) * (1 + 1e-9), absolute: width * 2 ** -148 };
}
