import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/**
 * The heavy tests (`*.heavy.test.ts`): whole studies on real data, run in CI. And those of pages in a browser (`*.browser.test.ts`), one file at a
 * time: a browser draws by the processor, and nothing may be late.
 */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: [
        '{numerics,datasets,simulator,algorithms,experiments,reports,cli}/**/*.{heavy,browser}.test.ts',
      ],
      exclude: ['**/node_modules/**'],
      testTimeout: 600_000,
      fileParallelism: false,
      isolate: true,
    },
  }),
);
