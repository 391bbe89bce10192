import { integer, pointer } from './arguments';

/** Entries that are gathered at once: their addresses and coefficients stay in the first cache. */
const BLOCK: u32 = 512;
/** Scratch of the kernels here: an address and a coefficient (f32) an entry. */
export const SUM_SCRATCH: usize = <usize>BLOCK << 3;
const NOWHERE: u32 = 0xffffffff;

/** out += sum over n entries at `list` (address u32, coefficient f32) of coefficient x vector, entries in order, for each dimension. */
export function addEntries(list: usize, n: u32, out: usize, bytes: usize): void {
  const end = list + (<usize>n << 3);
  let at: usize = 0;
  for (; at + 128 <= bytes; at += 128) {
    const to = out + at;
    let a0 = v128.load(to);
    let a1 = v128.load(to, 16);
    let a2 = v128.load(to, 32);
    let a3 = v128.load(to, 48);
    let a4 = v128.load(to, 64);
    let a5 = v128.load(to, 80);
    let a6 = v128.load(to, 96);
    let a7 = v128.load(to, 112);
    for (let e = list; e < end; e += 8) {
      const from = <usize>load<u32>(e) + at;
      const c = v128.load32_splat(e, 4);
      a0 = f32x4.add(a0, f32x4.mul(c, v128.load(from)));
      a1 = f32x4.add(a1, f32x4.mul(c, v128.load(from, 16)));
      a2 = f32x4.add(a2, f32x4.mul(c, v128.load(from, 32)));
      a3 = f32x4.add(a3, f32x4.mul(c, v128.load(from, 48)));
      a4 = f32x4.add(a4, f32x4.mul(c, v128.load(from, 64)));
      a5 = f32x4.add(a5, f32x4.mul(c, v128.load(from, 80)));
      a6 = f32x4.add(a6, f32x4.mul(c, v128.load(from, 96)));
      a7 = f32x4.add(a7, f32x4.mul(c, v128.load(from, 112)));
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
    v128.store(to, a2, 32);
    v128.store(to, a3, 48);
    v128.store(to, a4, 64);
    v128.store(to, a5, 80);
    v128.store(to, a6, 96);
    v128.store(to, a7, 112);
  }
  for (; at < bytes; at += 32) {
    const to = out + at;
    let a0 = v128.load(to);
    let a1 = v128.load(to, 16);
    for (let e = list; e < end; e += 8) {
      const from = <usize>load<u32>(e) + at;
      const c = v128.load32_splat(e, 4);
      a0 = f32x4.add(a0, f32x4.mul(c, v128.load(from)));
      a1 = f32x4.add(a1, f32x4.mul(c, v128.load(from, 16)));
    }
    v128.store(to, a0);
    v128.store(to, a1, 16);
  }
}

/**
 * Rows of a product with a sparse matrix that may lie in several lists: out_r = (initial_r + sum of coefficient x source) x scale,
 * f32, entries in the order of the lists and within each. `stride`, a multiple of 8, is the length of a vector.
 * Arguments: 0 rows, 1 rows a chunk, 2 out, 3 initial (or 0: zeros; may be `out`), 4 stride, 5 lists, 6 start (u32, lists x (keys + 1)),
 * 7 keys, 8 key of each row (u32, or 0: the row itself), 9 source of each entry (u32), 10 coefficient (f32, or 0: 1), 11 sources (f32),
 * 12 place of a source (u32, or 0: itself; 2^32 - 1: left out), 13 scale by key (f32, or 0: 1). Scratch: 4096 bytes.
 */
export function sumRows(args: usize, chunk: i32, scratch: usize): void {
  const rows = integer(args, 0);
  const size = integer(args, 1);
  const out = pointer(args, 2);
  const initial = pointer(args, 3);
  const bytes = <usize>integer(args, 4) << 2;
  const lists = integer(args, 5);
  const start = pointer(args, 6);
  const keys = integer(args, 7);
  const rowKey = pointer(args, 8);
  const scale = pointer(args, 13);
  const end = min(rows, (chunk + 1) * size);
  for (let row = chunk * size; row < end; row++) {
    const to = out + <usize>row * bytes;
    if (initial == 0) memory.fill(to, 0, bytes);
    else if (initial != out) memory.copy(to, initial + <usize>row * bytes, bytes);
    const key = rowKey == 0 ? <u32>row : load<u32>(rowKey + (<usize>row << 2));
    for (let list = 0; list < lists; list++) {
      const bounds = start + ((<usize>list * <usize>(keys + 1) + <usize>key) << 2);
      addRange(args, load<u32>(bounds), load<u32>(bounds, 4), to, bytes, scratch);
    }
    if (scale != 0) {
      const factor = v128.load32_splat(scale + (<usize>key << 2));
      for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f32x4.mul(v128.load(to + at), factor));
    }
  }
}

function addRange(args: usize, from: u32, to: u32, out: usize, bytes: usize, scratch: usize): void {
  const source = pointer(args, 9);
  const coefficient = pointer(args, 10);
  const sources = pointer(args, 11);
  const place = pointer(args, 12);
  let n: u32 = 0;
  for (let e = from; e < to; e++) {
    let at = load<u32>(source + (<usize>e << 2));
    if (place != 0) {
      at = load<u32>(place + (<usize>at << 2));
      if (at == NOWHERE) continue;
    }
    const entry = scratch + (<usize>n << 3);
    store<u32>(entry, <u32>(sources + <usize>at * bytes));
    store<f32>(entry, coefficient == 0 ? 1 : load<f32>(coefficient + (<usize>e << 2)), 4);
    n++;
    if (n == BLOCK) {
      addEntries(scratch, n, out, bytes);
      n = 0;
    }
  }
  if (n > 0) addEntries(scratch, n, out, bytes);
}

/**
 * Rows of a product of small dense matrices: out_r = initial_r + sum over k of left_rk x right_k, f32, k ascending.
 * Arguments: 0 rows, 1 rows a chunk, 2 out, 3 initial (or 0), 4 stride of out and right, 5 terms, 6 left (f32), 7 values of left
 * between rows, 8 between terms, 9 right (f32). Scratch: 4096 bytes.
 */
export function productRows(args: usize, chunk: i32, scratch: usize): void {
  const rows = integer(args, 0);
  const size = integer(args, 1);
  const out = pointer(args, 2);
  const initial = pointer(args, 3);
  const bytes = <usize>integer(args, 4) << 2;
  const terms = <u32>integer(args, 5);
  const left = pointer(args, 6);
  const betweenRows = <usize>integer(args, 7) << 2;
  const betweenTerms = <usize>integer(args, 8) << 2;
  const right = pointer(args, 9);
  const end = min(rows, (chunk + 1) * size);
  for (let row = chunk * size; row < end; row++) {
    const to = out + <usize>row * bytes;
    if (initial == 0) memory.fill(to, 0, bytes);
    else if (initial != out) memory.copy(to, initial + <usize>row * bytes, bytes);
    const own = left + <usize>row * betweenRows;
    for (let first: u32 = 0; first < terms; first += BLOCK) {
      const n = min(BLOCK, terms - first);
      for (let k: u32 = 0; k < n; k++) {
        const entry = scratch + (<usize>k << 3);
        store<u32>(entry, <u32>(right + <usize>(first + k) * bytes));
        store<f32>(entry, load<f32>(own + <usize>(first + k) * betweenTerms), 4);
      }
      addEntries(scratch, n, to, bytes);
    }
  }
}
