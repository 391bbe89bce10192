import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_BLOCK, manageMemory, PAGE_BYTES } from './memory.ts';

const fresh = (bytes = 40 * PAGE_BYTES) =>
  manageMemory(new WebAssembly.Memory({ initial: 16, maximum: 64 }), bytes);

describe('manageMemory', () => {
  it('hands out aligned blocks that hold what is put there, and grows', () => {
    const memory = fresh();
    const first = memory.put(Float32Array.of(1, 2, 3));
    const second = memory.put(Float64Array.of(4, 5));
    const large = memory.alloc(3 * PAGE_BYTES);
    expect([first % 64, second % 64, large % 64]).toEqual([0, 0, 0]);
    expect(first).toBeGreaterThanOrEqual(FIRST_BLOCK);
    expect([...memory.f32(first, 3)]).toEqual([1, 2, 3]);
    expect([...memory.f64(second, 2)]).toEqual([4, 5]);
    expect(memory.memory.buffer.byteLength).toBeGreaterThanOrEqual(large + 3 * PAGE_BYTES);
    expect(memory.used).toBe(128 + 3 * PAGE_BYTES);
  });

  it('refuses what does not fit before it grows, naming both sizes', () => {
    const memory = fresh();
    expect(() => memory.alloc(25 * PAGE_BYTES)).toThrow(
      `a block of ${25 * PAGE_BYTES} bytes is asked for; at most ${24 * PAGE_BYTES} are free`,
    );
    expect(() => memory.alloc(5e9)).toThrow('a block of 5000000000 bytes is asked for');
    expect(() => memory.alloc(Number.NaN)).toThrow('a block of NaN bytes');
    expect(memory.memory.buffer.byteLength).toBe(16 * PAGE_BYTES);
    expect(memory.used).toBe(0);
  });

  it('refuses to give back what is not a block, or twice', () => {
    const memory = fresh();
    const block = memory.alloc(10);
    memory.free(block);
    expect(() => memory.free(block)).toThrow('is not the address of a block');
  });

  it('gives back all blocks of a scope, once', () => {
    const memory = fresh();
    const kept = memory.alloc(64);
    const scope = memory.openScope();
    scope.alloc(1000);
    scope.put(Int32Array.of(1));
    scope.close();
    scope.close();
    expect(memory.used).toBe(64);
    memory.free(kept);
    expect(memory.alloc(24 * PAGE_BYTES)).toBe(FIRST_BLOCK);
  });

  it('never overlaps blocks, and is whole again when all are back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5000), fc.nat(10), fc.boolean())), (steps) => {
        const memory = fresh();
        const blocks: { from: number; to: number }[] = [];
        for (const [bytes, index, isBack] of steps) {
          const old = blocks[index];
          if (isBack && old) {
            memory.free(old.from);
            blocks.splice(index, 1);
            continue;
          }
          const from = memory.alloc(bytes);
          for (const other of blocks) expect(from + bytes <= other.from || from >= other.to).toBe(true);
          blocks.push({ from, to: from + Math.max(1, bytes) });
        }
        for (const { from } of blocks) memory.free(from);
        expect(memory.used).toBe(0);
        expect(memory.alloc(24 * PAGE_BYTES)).toBe(FIRST_BLOCK);
      }),
    );
  });
});
