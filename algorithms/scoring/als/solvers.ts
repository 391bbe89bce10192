/** The three ways in which kernels solve the rows of implicit ALS: what each costs and is given. */

import type { KernelName } from '../../../numerics/kernels/kernels.ts';
import type { AlsOptions } from '../als-solver.ts';

export type AlsSolver = 'cholesky' | 'cg' | 'ials++';

export interface AlsSolverOptions extends AlsOptions {
  readonly solver: AlsSolver;
  /** Steps of `cg` a sweep. */
  readonly cgSteps: number;
  /** Coordinates that `ials++` solves at once, a multiple of 8. */
  readonly blockSize: number;
  /** Passes of `ials++` over the coordinates a sweep. */
  readonly blockPasses: number;
}

export interface SolverKernel {
  readonly kernel: KernelName;
  /** Whether the kernel reads the shared system in panels, else row by row. */
  readonly inPanels: boolean;
  /** What it is given behind the common arguments. */
  readonly args: readonly number[];
  /** Bytes of each thread, when the longest row has so many pairs. */
  scratch(longest: number): number;
  /** Multiply-adds of a row of so many pairs. */
  work(pairs: number): number;
}

/** Bytes about the pairs that are packed together. */
const SOURCES = 12 * 64;

/** @param width factors, rounded up to a multiple of 8 */
export function solverKernel(options: AlsSolverOptions, width: number): SolverKernel {
  const square = width * width;
  switch (options.solver) {
    case 'cholesky':
      return {
        kernel: 'alsExact',
        inPanels: true,
        args: [],
        scratch: () => 4 * width * (width + 66) + SOURCES,
        work: (pairs) => (square / 2) * (pairs + width / 3 + 4),
      };
    case 'cg':
      return {
        kernel: 'alsConjugate',
        inPanels: false,
        args: [options.cgSteps],
        scratch: (longest) => 24 * width + 336 + 16 * (longest + 3),
        work: (pairs) => (options.cgSteps + 1) * (square + 2 * pairs * width),
      };
    case 'ials++': {
      const block = Math.min(options.blockSize, width);
      const pass = (pairs: number) => width * (pairs * (block / 2 + 3) + width + (block * block) / 6);
      return {
        kernel: 'alsBlocks',
        inPanels: false,
        args: [block, options.blockPasses],
        scratch: (longest) => 4 * block * (block + 66) + SOURCES + 12 * (longest + 4),
        work: (pairs) => pairs * width + options.blockPasses * pass(pairs),
      };
    }
  }
}
