/** Sweeps of implicit ALS in kernels beside the f64 reference, by solver and threads. `openSuite` is what `npm run bench` runs. */
import { Bench } from 'tinybench';
import { type Interactions, transpose } from '../../datasets/interactions.ts';
import { uniform } from '../../numerics/rng.ts';
import { conjugateSide } from '../scoring/als/reference.ts';
import type { AlsSolverOptions } from '../scoring/als/solvers.ts';
import { type AlsFit, openAlsFit } from '../scoring/als/sweeps.ts';
import { alsLoss, solveSide } from '../scoring/als-solver.ts';
import { quietRun, skewedTraining } from '../small-training.node.ts';

const optionsOf = (factors: number, solver: AlsSolverOptions['solver']): AlsSolverOptions => ({
  factors,
  unobservedWeight: 0.1,
  regularisation: 0.01,
  frequencyExponent: 1,
  pull: 'all-pairs',
  solver,
  cgSteps: 3,
  blockSize: 16,
  blockPasses: 1,
});

/** Both sides' first vectors, the same for every variant; conjugate gradients need vectors of full rank to have work to do. */
function startOf(pairs: Interactions, factors: number) {
  const key = quietRun('bench').draw('als.init');
  const vectors = (rows: number, side: number) =>
    Float32Array.from(
      { length: rows * factors },
      (_, i) => (uniform(key, side, i) - 0.5) / Math.sqrt(factors),
    );
  return { shoppers: vectors(pairs.rows, 1), items: vectors(pairs.cols, 2) };
}

/** One sweep over both sides in f64; returns its loss. */
async function referenceSweep(pairs: Interactions, options: AlsSolverOptions): Promise<number> {
  const start = startOf(pairs, options.factors);
  const [w, h] = [Float64Array.from(start.shoppers), Float64Array.from(start.items)];
  const byItem = transpose(pairs);
  const run = quietRun('bench');
  const progress = { done: 0, total: pairs.rows + pairs.cols, work: 0 };
  if (options.solver === 'cholesky') {
    await solveSide(pairs, h, w, options, run, progress);
    await solveSide(byItem, w, h, options, run, progress);
  } else {
    conjugateSide(pairs, h, w, options, options.cgSteps);
    conjugateSide(byItem, w, h, options, options.cgSteps);
  }
  return alsLoss(pairs, byItem, w, h, options);
}

async function kernelSweep(fit: AlsFit, start: ReturnType<typeof startOf>): Promise<void> {
  fit.setVectors('shoppers', start.shoppers);
  fit.setVectors('items', start.items);
  await fit.sweep('shoppers');
  await fit.sweep('items');
}

export async function openSuite({ short }: { short: boolean }) {
  const [shoppers, items, each, factors] = short ? [300, 200, 20, 32] : [20_000, 10_000, 55, 64];
  const { interactions } = skewedTraining('bench', shoppers, items, each);
  const pairs = { ...interactions, values: interactions.values.map(() => 1) };
  const suite = new Bench({ name: 'als' });
  const amounts: Record<string, Record<string, number>> = {};
  const size = `${shoppers} x ${items} with ${pairs.colIdx.length} pairs and ${factors} factors`;
  for (const solver of ['cholesky', 'cg', 'ials++'] as const) {
    const options = optionsOf(factors, solver);
    const start = startOf(pairs, factors);
    const what = `als sweep by ${solver} of ${size}`;
    const add = (variant: string, sweep: () => Promise<unknown>): void => {
      suite.add(`${what}, ${variant}`, async () => void (await sweep()), { async: true });
      amounts[`${what}, ${variant}`] = { pairs: pairs.colIdx.length };
    };
    const expected = solver === 'ials++' ? undefined : await referenceSweep(pairs, options);
    if (expected !== undefined) add('f64 reference', () => referenceSweep(pairs, options));
    for (const threads of [1, 2]) {
      const fit = openAlsFit(pairs, options, quietRun('bench', threads), 1000);
      await kernelSweep(fit, start);
      const loss = await fit.loss();
      if (expected !== undefined && !(Math.abs(loss / expected - 1) < 1e-6))
        throw new Error(`bench: ${what}: loss ${loss}, not ${expected}`);
      add(`kernels, ${threads} ${threads === 1 ? 'thread' : 'threads'}`, () => kernelSweep(fit, start));
    }
  }
  return { suite, amounts };
}
