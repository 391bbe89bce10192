import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The heavy tests (`*.heavy.test.ts`): whole studies on real data, run in CI. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ['{numerics,datasets,simulator,algorithms,experiments,reports,cli}/**/*.heavy.test.ts'],
      exclude: ['**/node_modules/**'],
      testTimeout: 600_000,
      fileParallelism: false,
    },
  }),
);
