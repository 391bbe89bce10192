/** Bundles what a page of a report does in a browser (reports/browser/) into dist/reports/browser/page.js. The same sources give the same bytes. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
await build({
  absWorkingDir: root,
  entryPoints: ['reports/browser/page.ts'],
  outfile: 'dist/reports/browser/page.js',
  bundle: true,
  minify: true,
  format: 'iife',
  legalComments: 'none',
  charset: 'ascii',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  platform: 'browser',
  logLevel: 'warning',
});
