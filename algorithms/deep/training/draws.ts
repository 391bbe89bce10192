/** Many keyed draws at once, by the kernel: the words of `philox4x32` at the counters (n / 4, b, c, d). */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import type { DrawKey } from '../../../numerics/rng.ts';

export interface DrawPlace {
  readonly key: DrawKey;
  readonly b?: number;
  readonly c?: number;
  readonly d?: number;
}

const COUNTERS_A_CHUNK = 4096;

/** (count) unsigned words. */
export function drawWords(
  kernels: KernelHost,
  count: number,
  { key, b = 0, c = 0, d = 0 }: DrawPlace,
): Uint32Array {
  const counters = Math.ceil(count / 4);
  const scope = kernels.memory.openScope();
  try {
    const out = scope.alloc(16 * counters);
    const args = [key.k0, key.k1, 0, b, c, d, counters, COUNTERS_A_CHUNK, out];
    kernels.run('philoxWords', Math.ceil(counters / COUNTERS_A_CHUNK), args);
    return kernels.memory.u32(out, count).slice();
  } finally {
    scope.close();
  }
}

/** 0 ... count - 1 in drawn order (Durstenfeld's shuffle). */
export function drawOrder(kernels: KernelHost, count: number, place: DrawPlace): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const words = drawWords(kernels, count, place);
  for (let i = count - 1; i > 0; i--) {
    const other = below(words[i]!, i + 1);
    const kept = order[i]!;
    order[i] = order[other]!;
    order[other] = kept;
  }
  return order;
}

/** A word as an integer of [0, n); bias below n / 2^32. */
export const below = (word: number, n: number): number => Math.floor((word * n) / 4_294_967_296);
