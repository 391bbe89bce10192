/**
 * Where kernels run: one instance of the module a thread, over one memory. Work is cut into chunks whose bounds follow from the
 * data alone and which write to places of their own, so that any number of threads leaves the same bits.
 */

import { ARGUMENTS_AT, controlOf, giveJob, type Job, stopHelpers, writeArguments } from './jobs.ts';
import { KERNELS, type KernelExports, type KernelName } from './kernels.ts';
import { FIRST_BLOCK, type KernelMemory, manageMemory, PAGE_BYTES } from './memory.ts';

/** Chunks [from, to) of a job; a number n stands for [0, n). */
export type Chunks = number | { readonly from: number; readonly to: number };

export interface KernelHost {
  /** Threads that may take chunks, this one included. */
  readonly threads: number;
  readonly memory: KernelMemory;
  /**
   * Does every chunk, in any order and in any thread, and returns when all are done. To stay interruptible, and because V8
   * never replaces a WebAssembly function while it runs, cut long work into many chunks and many calls.
   *
   * @param args addresses and numbers as the kernel documents them, at most 64
   * @param scratchBytes of each thread, not cleared
   */
  run(kernel: KernelName, chunks: Chunks, args: readonly number[], scratchBytes?: number): void;
  /**
   * The kernels over an unshared memory that another library owns, for tensors it keeps there; called in this thread. They
   * have no place of their own: arguments and scratch are where the caller says.
   */
  over(memory: WebAssembly.Memory): KernelExports;
  /** Stops the helping threads. The host must not be used again. */
  close(): void;
}

export interface HostOptions {
  readonly module: WebAssembly.Module;
  /** Compiled for unshared memory; needed by `over` where `module` is not. */
  readonly unshared?: () => WebAssembly.Module;
  /** Above 1, `spawn` is needed, and a module compiled for shared memory. */
  readonly threads?: number;
  /** Starts a thread that runs `helpWith(start)`; returns what ends it. */
  readonly spawn?: (start: HelperStart) => () => void;
  /** Of memory, lowered in tests. */
  readonly mostBytes?: number;
}

/** What a helping thread is given: all of it can be posted. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** 1 ... threads - 1 */
  readonly thread: number;
}

const MOST_PAGES = 65_536;

export function openHost({ module, unshared, threads = 1, spawn, mostBytes }: HostOptions): KernelHost {
  const isShared = threads > 1;
  if (isShared && !spawn) throw new TypeError(`kernels: ${threads} threads need a way to start them`);
  const initial = FIRST_BLOCK / PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial, maximum: MOST_PAGES, shared: isShared });
  const own = instantiate(module, memory);
  const blocks = manageMemory(memory, mostBytes);
  const control = controlOf(memory);
  let stops: (() => void)[] | undefined;
  let scratch = 0;
  let scratchSize = 0;
  const scratchFor = (bytes: number): number => {
    const stride = Math.ceil(bytes / 64) * 64;
    if (stride * threads > scratchSize) {
      if (scratchSize > 0) blocks.free(scratch);
      scratchSize = 0;
      scratch = blocks.alloc(stride * threads);
      scratchSize = stride * threads;
    }
    return stride;
  };
  const runHere = ({ kernel, from, to }: Job): void => {
    const work = own[KERNELS[kernel]!];
    for (let chunk = from; chunk < to; chunk++) work(ARGUMENTS_AT, chunk, scratch);
  };
  return {
    threads,
    memory: blocks,
    run(kernel, chunks, args, scratchBytes = 0) {
      const { from, to } = typeof chunks === 'number' ? { from: 0, to: chunks } : chunks;
      const stride = scratchFor(scratchBytes);
      writeArguments(memory, ARGUMENTS_AT, args);
      const job: Job = { kernel: KERNELS.indexOf(kernel), from, to, scratch, scratchBytes: stride };
      if (!isShared || to - from < 2) return runHere(job);
      stops ??= Array.from({ length: threads - 1 }, (_, n) => spawn!({ module, memory, thread: n + 1 }));
      giveJob(control, own, job);
    },
    over: (foreign) => instantiate(unshared?.() ?? module, foreign),
    close() {
      if (isShared) stopHelpers(control);
      for (const stop of stops ?? []) stop();
    },
  };
}

/** An instance over a memory: one a thread. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: trap } });
  return exports as KernelExports;
}

function trap(): never {
  throw new Error('kernels: a kernel stopped itself');
}
