import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const report = process.env['SHOPLAB_TEST_REPORT'];

/** The default tests: no network, no browser; meant to stay near five minutes on two cores. */
export default defineConfig({
  test: {
    include: ['{numerics,datasets,simulator,algorithms,experiments,reports,cli,scripts}/**/*.test.ts'],
    exclude: ['**/*.heavy.test.ts', '**/*.browser.test.ts', '**/node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Loading every module anew for each file took a third of the time: what a file changes outside itself it must put back.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    // What a container may use is not always what it counts.
    maxWorkers: process.env['CI'] ? Math.min(2, availableParallelism()) : availableParallelism(),
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
});
