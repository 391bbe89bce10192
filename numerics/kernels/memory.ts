/** The memory of the kernels: one linear memory of at most 4 GiB, handed out in aligned blocks that are given back. */

export const PAGE_BYTES = 65_536;
/** Of a 32-bit module; the last page stays free, so that the end of a block is always an address. */
export const MOST_BYTES = 65_535 * PAGE_BYTES;
/** Below it lie the control block of the threads and the module's constants. */
export const FIRST_BLOCK = 16 * PAGE_BYTES;
/** Of every block: a cache line. */
const ALIGNMENT = 64;

export type ColumnInMemory =
  | Float32Array
  | Float64Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | Int8Array;

/** Blocks that are given back together. */
export interface Scope {
  /** Address of a new block, not cleared. Throws RangeError when it does not fit; the message names both sizes in bytes. */
  alloc(bytes: number): number;
  /** Address of a new block that holds a copy. */
  put(column: ColumnInMemory): number;
  /** Gives back every block of the scope; calling it again does nothing. */
  close(): void;
}

export interface KernelMemory {
  readonly memory: WebAssembly.Memory;
  /** Bytes in blocks now, and the most there ever were. */
  readonly used: number;
  readonly peak: number;
  alloc(bytes: number): number;
  free(address: number): void;
  put(column: ColumnInMemory): number;
  openScope(): Scope;
  /** Views of `length` elements; they hold until the next block is made, since growing may move the memory. */
  f32(address: number, length: number): Float32Array;
  f64(address: number, length: number): Float64Array;
  i32(address: number, length: number): Int32Array;
  u32(address: number, length: number): Uint32Array;
  i16(address: number, length: number): Int16Array;
  u8(address: number, length: number): Uint8Array;
}

/** A free stretch of memory, [from, to). */
interface Gap {
  from: number;
  to: number;
}

/** First fit over gaps in the order of addresses; neighbours are joined when a block comes back. */
export function manageMemory(memory: WebAssembly.Memory, mostBytes: number = MOST_BYTES): KernelMemory {
  const gaps: Gap[] = [{ from: FIRST_BLOCK, to: mostBytes }];
  const sizes = new Map<number, number>();
  let used = 0;
  let peak = 0;
  const alloc = (bytes: number): number => {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    const index = gaps.findIndex(({ from, to }) => to - from >= size);
    if (!(bytes >= 0) || index < 0) {
      const largest = gaps.reduce((most, { from, to }) => Math.max(most, to - from), 0);
      throw new RangeError(
        `kernels: a block of ${bytes} bytes is asked for; at most ${largest} are free of the ${mostBytes} bytes that a module can address`,
      );
    }
    const gap = gaps[index]!;
    const address = gap.from;
    growTo(memory, address + size);
    gap.from += size;
    if (gap.from === gap.to) gaps.splice(index, 1);
    sizes.set(address, size);
    used += size;
    peak = Math.max(peak, used);
    return address;
  };
  const free = (address: number): void => {
    const size = sizes.get(address);
    if (size === undefined) throw new RangeError(`kernels: ${address} is not the address of a block`);
    sizes.delete(address);
    used -= size;
    giveBack(gaps, address, address + size);
  };
  const put = (column: ColumnInMemory): number => {
    const address = alloc(column.byteLength);
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    new Uint8Array(memory.buffer, address, column.byteLength).set(bytes);
    return address;
  };
  return {
    memory,
    get used() {
      return used;
    },
    get peak() {
      return peak;
    },
    alloc,
    free,
    put,
    openScope() {
      const blocks: number[] = [];
      const keep = (address: number): number => {
        blocks.push(address);
        return address;
      };
      return {
        alloc: (bytes) => keep(alloc(bytes)),
        put: (column) => keep(put(column)),
        close() {
          for (const address of blocks.splice(0)) free(address);
        },
      };
    },
    f32: (address, length) => new Float32Array(memory.buffer, address, length),
    f64: (address, length) => new Float64Array(memory.buffer, address, length),
    i32: (address, length) => new Int32Array(memory.buffer, address, length),
    u32: (address, length) => new Uint32Array(memory.buffer, address, length),
    i16: (address, length) => new Int16Array(memory.buffer, address, length),
    u8: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}

/** Throws RangeError when the machine will not give that much. */
function growTo(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing <= 0) return;
  try {
    memory.grow(Math.ceil(missing / PAGE_BYTES));
  } catch (error) {
    throw new RangeError(`kernels: the machine does not give ${bytes} bytes to one module`, { cause: error });
  }
}

function giveBack(gaps: Gap[], from: number, to: number): void {
  let next = gaps.findIndex((gap) => gap.from >= to);
  if (next < 0) next = gaps.length;
  const before = gaps[next - 1];
  const after = gaps[next];
  if (before?.to === from && after?.from === to) {
    before.to = after.to;
    gaps.splice(next, 1);
  } else if (before?.to === from) before.to = to;
  else if (after?.from === to) after.from = from;
  else gaps.splice(next, 0, { from, to });
}
