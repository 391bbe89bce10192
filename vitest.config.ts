import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const report = process.env['SHOPLAB_TEST_REPORT'];

/** The default tests: no network; meant to stay near five minutes on two cores. */
export default defineConfig({
  test: {
    include: ['{numerics,datasets,simulator,algorithms,experiments,reports,cli,scripts}/**/*.test.ts'],
    exclude: ['**/*.heavy.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One at a time in CI, where a browser draws by the processor and nothing may be late.
    maxWorkers: process.env['CI'] ? 1 : availableParallelism(),
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
