/**
 * How threads share the chunks of a job. All meet at a control block of 32-bit words in the shared memory. The thread that
 * gives jobs writes one while nobody is at work, opens it, takes chunks itself, closes it, and waits until nobody is at work.
 * A thread that wakes signs in before it looks whether a job is open: either the giver sees it at work, or it sees the job closed.
 */

import { KERNELS, type KernelExports } from './kernels.ts';

/** Words of the control block. */
const EPOCH = 0;
const OPEN = 1;
const AT_WORK = 2;
const NEXT = 3;
const END = 4;
const KERNEL = 5;
const ARGUMENTS = 6;
const SCRATCH = 7;
const SCRATCH_BYTES = 8;
const FAILED = 9;
const STOP = 10;
const WORDS = 16;

/** Of the control block: page 0 holds nothing else. */
export const CONTROL_AT = 1024;
/** Of the arguments of a job, right behind. */
export const ARGUMENTS_AT = CONTROL_AT + 4 * WORDS;
export const MOST_ARGUMENTS = 64;
/** Of all arguments: f64 each, then the same as 32-bit integers, as `assembly/arguments.ts` reads them. */
export const ARGUMENT_BYTES = MOST_ARGUMENTS * (8 + 4);

export type Control = Int32Array;

export const controlOf = (memory: WebAssembly.Memory): Control =>
  new Int32Array(memory.buffer, CONTROL_AT, WORDS);

export function writeArguments(memory: WebAssembly.Memory, at: number, args: readonly number[]): void {
  if (args.length > MOST_ARGUMENTS) throw new RangeError(`kernels: ${args.length} arguments`);
  new Float64Array(memory.buffer, at, args.length).set(args);
  new Uint32Array(memory.buffer, at + 8 * MOST_ARGUMENTS, args.length).set(args);
}

export interface Job {
  /** Index in KERNELS. */
  readonly kernel: number;
  /** Chunks [from, to). */
  readonly from: number;
  readonly to: number;
  /** Address of the scratch of thread 0; the others' lie behind it. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** Runs a job to its end with whoever helps. Throws what a chunk threw here; Error when one failed in another thread. */
export function giveJob(control: Control, kernels: KernelExports, job: Job): void {
  control[KERNEL] = job.kernel;
  control[ARGUMENTS] = ARGUMENTS_AT;
  control[SCRATCH] = job.scratch;
  control[SCRATCH_BYTES] = job.scratchBytes;
  control[END] = job.to;
  control[FAILED] = 0;
  Atomics.store(control, NEXT, job.from);
  Atomics.store(control, OPEN, 1);
  Atomics.add(control, EPOCH, 1);
  Atomics.notify(control, EPOCH);
  try {
    takeChunks(control, kernels, 0);
  } finally {
    Atomics.store(control, OPEN, 0);
    Atomics.store(control, NEXT, job.to);
    waitForOthers(control);
  }
  if (control[FAILED]) throw new Error(`kernels: a chunk of ${KERNELS[job.kernel]} failed in another thread`);
}

function takeChunks(control: Control, kernels: KernelExports, thread: number): void {
  const kernel = kernels[KERNELS[control[KERNEL]!]!];
  const scratch = (control[SCRATCH]! >>> 0) + thread * control[SCRATCH_BYTES]!;
  const args = control[ARGUMENTS]!;
  const end = control[END]!;
  for (let chunk = Atomics.add(control, NEXT, 1); chunk < end; chunk = Atomics.add(control, NEXT, 1))
    kernel(args, chunk, scratch);
}

function waitForOthers(control: Control): void {
  for (let left = Atomics.load(control, AT_WORK); left > 0; left = Atomics.load(control, AT_WORK))
    Atomics.wait(control, AT_WORK, left);
}

/** The life of a helping thread, 1 or above: returns when told to stop. */
export function serveJobs(control: Control, kernels: KernelExports, thread: number): void {
  let seen = Atomics.load(control, EPOCH);
  while (Atomics.load(control, STOP) === 0) {
    Atomics.add(control, AT_WORK, 1);
    if (Atomics.load(control, OPEN) === 1) {
      try {
        takeChunks(control, kernels, thread);
      } catch {
        // A chunk can only trap; the giver tells which kernel, in its own thread.
        Atomics.store(control, FAILED, 1);
      }
    }
    Atomics.sub(control, AT_WORK, 1);
    Atomics.notify(control, AT_WORK);
    Atomics.wait(control, EPOCH, seen);
    seen = Atomics.load(control, EPOCH);
  }
}

export function stopHelpers(control: Control): void {
  Atomics.store(control, STOP, 1);
  Atomics.add(control, EPOCH, 1);
  Atomics.notify(control, EPOCH);
}
