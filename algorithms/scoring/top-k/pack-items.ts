/** Items laid out in kernel memory, where they stay while their model lives. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { MOST_BYTES, type Scope } from '../../../numerics/kernels/memory.ts';
import type { FactorItems, ItemOrder } from './item-order.ts';

export const PANEL = 8;
/** Panels are there in fours, so that a lone query can take four at a time. */
const PANELS_AT_ONCE = 4;
const BLOCK_VALUES = 3;
/** Bytes of a block of quantised items: what the nearest cache holds. */
const BLOCK_BYTES = 32_768;

export interface PackedItems {
  /** Items that may be listed. */
  readonly count: number;
  /** Factors and bias, filled up with zeros to a multiple of 4. */
  readonly width: number;
  readonly panelCount: number;
  readonly panelsOfBlock: number;
  /** f32 [panel][width][8] */
  readonly panels: number;
  /** i16 [panel][width / 2][8][2]: round(x / scale of the block); 0 where it is not needed */
  readonly quantised: number;
  /** f64 [block][3]: largest norm, largest norm of what quantising left over, scale */
  readonly blocks: number;
  /** u32 [position] item, and place of the item */
  readonly ids: number;
  readonly places: number;
  close(): void;
}

export interface PackedShape {
  readonly width: number;
  readonly panelCount: number;
  readonly panelsOfBlock: number;
  readonly bytes: number;
}

export function packedShape(count: number, factors: number, isQuantised: boolean): PackedShape {
  const width = Math.ceil(factors / 4) * 4;
  const panelCount = Math.ceil(count / PANEL / PANELS_AT_ONCE) * PANELS_AT_ONCE;
  const fitting = Math.floor(BLOCK_BYTES / (2 * PANEL * width) / PANELS_AT_ONCE);
  const panelsOfBlock = PANELS_AT_ONCE * Math.min(16, Math.max(1, fitting));
  const bytes = panelCount * PANEL * (width * (isQuantised ? 6 : 4) + 8);
  return { width, panelCount, panelsOfBlock, bytes };
}

/** Throws RangeError when so many items cannot be held, before anything is allocated. */
export function requireRoom(
  count: number,
  factors: number,
  isQuantised: boolean,
  allowed = MOST_BYTES,
): void {
  const { bytes } = packedShape(count, factors, isQuantised);
  if (bytes <= allowed) return;
  throw new RangeError(
    `top-k: ${count} items of ${factors} factors need ${bytes} bytes of kernel memory; ${allowed} are allowed`,
  );
}

export function packItems(
  host: KernelHost,
  items: FactorItems,
  order: ItemOrder,
  isQuantised: boolean,
): PackedItems {
  const count = order.ids.length;
  const factors = items.factors + (items.bias ? 1 : 0);
  const shape = packedShape(count, factors, isQuantised);
  const scope = host.memory.openScope();
  try {
    return { count, ...shape, ...layOut(host, scope, items, order, shape, isQuantised), close: scope.close };
  } catch (error) {
    scope.close();
    throw error;
  }
}

function layOut(
  host: KernelHost,
  scope: Scope,
  items: FactorItems,
  order: ItemOrder,
  shape: PackedShape,
  isQuantised: boolean,
) {
  const { width, panelCount, panelsOfBlock } = shape;
  const values = panelCount * PANEL * width;
  const blockCount = Math.ceil(panelCount / panelsOfBlock);
  const at = {
    panels: scope.alloc(4 * values),
    quantised: isQuantised ? scope.alloc(2 * values) : 0,
    blocks: scope.alloc(8 * BLOCK_VALUES * blockCount),
    ids: scope.put(order.ids),
    places: scope.put(order.ids.map((item) => items.places[item]!)),
  };
  const { memory } = host;
  const panels = memory.f32(at.panels, values).fill(0);
  fillPanels(panels, items, order.ids, width);
  const blocks = memory.f64(at.blocks, BLOCK_VALUES * blockCount);
  const quantised = isQuantised ? memory.i16(at.quantised, values).fill(0) : undefined;
  for (let block = 0; block < blockCount; block++) {
    const from = block * panelsOfBlock * PANEL;
    const norm = order.norms[from]!;
    const scale = norm > 0 ? norm / (32_766 - Math.ceil(Math.sqrt(width) / 2)) : 1;
    const to = Math.min(order.ids.length, from + panelsOfBlock * PANEL);
    const residue = quantised ? quantise(panels, quantised, from, to, width, scale) : 0;
    blocks.set([norm, residue, scale], BLOCK_VALUES * block);
  }
  return at;
}

function fillPanels(panels: Float32Array, items: FactorItems, ids: Uint32Array, width: number): void {
  const { vectors, factors, bias } = items;
  for (let position = 0; position < ids.length; position++) {
    const item = ids[position]!;
    const to = (position - (position % PANEL)) * width + (position % PANEL);
    for (let k = 0; k < factors; k++) panels[to + k * PANEL] = vectors[item * factors + k]!;
    if (bias) panels[to + factors * PANEL] = bias[item]!;
  }
}

/** Returns the largest norm of what rounding left over, rounded up. */
function quantise(
  panels: Float32Array,
  quantised: Int16Array,
  from: number,
  to: number,
  width: number,
  scale: number,
): number {
  let largest = 0;
  for (let position = from; position < to; position++) {
    const lane = position % PANEL;
    const start = (position - lane) * width;
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const value = panels[start + k * PANEL + lane]!;
      const whole = Math.round(value / scale);
      const left = value - scale * whole;
      sum += left * left;
      quantised[start + (k >> 1) * 2 * PANEL + 2 * lane + (k & 1)] = whole;
    }
    largest = Math.max(largest, sum);
  }
  return Math.sqrt(largest) * (1 + 1e-9);
}
