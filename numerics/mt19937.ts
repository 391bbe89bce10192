/**
 * Mersenne Twister 19937 (Matsumoto, Nishimura 1998), as seeded by `numpy.random.RandomState(seed)`: only to repeat splits
 * that were published with it. Everything of our own draws by key (rng.ts).
 */

const N = 624;
const M = 397;

/** Words of MT19937 from `init_genrand(seed)` (seed: unsigned 32 bits): each call gives the next unsigned 32-bit word. */
export function mt19937(seed: number): () => number {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    const previous = state[i - 1]! ^ (state[i - 1]! >>> 30);
    state[i] = Math.imul(1812433253, previous) + i;
  }
  let at = N;
  return () => {
    if (at === N) {
      twist(state);
      at = 0;
    }
    let word = state[at++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < N; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff);
    state[i] = state[(i + M) % N]! ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
  }
}

/**
 * `a = numpy.arange(n); numpy.random.RandomState(seed).shuffle(a)` for n below 2^32: Fisher-Yates from the end, each index
 * by masked rejection on 32-bit words (numpy's legacy `random_interval`).
 */
export function numpyShuffle(n: number, seed: number): Uint32Array {
  const next = mt19937(seed);
  const out = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const mask = 0xffffffff >>> Math.clz32(i);
    let j = (next() & mask) >>> 0;
    while (j > i) j = (next() & mask) >>> 0;
    const held = out[i]!;
    out[i] = out[j]!;
    out[j] = held;
  }
  return out;
}
