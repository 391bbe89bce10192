/**
 * Bundles the playground into dist/playground/: `index.html`, `page.js`, `page.css` and `worker.js`, which any web server can host. Needs the
 * kernels of `npm run build`. The same sources give the same bytes.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(root, 'reports/playground/page');
/** Where the static build lies. */
export const PLAYGROUND = join(root, 'dist/playground');

/** Nothing is loaded but what lies beside the page; nothing is evaluated but WebAssembly, which the kernels are. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** zod compiles schemas by `Function` unless told not to, before it loads. */
const NO_EVAL = 'globalThis.__zod_globalConfig = { jitless: true };';

/** Leaves out what no page needs: algorithms that no shop has, and zod's messages in other languages. */
const lean = {
  name: 'lean',
  setup({ onResolve }) {
    onResolve({ filter: /\/registry\.ts$/ }, ({ path, resolveDir }) =>
      join(resolveDir, path) === join(root, 'algorithms/registry.ts')
        ? { path: join(root, 'reports/playground/algorithms.ts') }
        : undefined,
    );
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ resolveDir }) =>
      resolveDir.includes('zod') ? { path: join(resolveDir, '../locales/en.js') } : undefined,
    );
  },
};

/**
 * CodeMirror parses for up to 100 ms at a time where a browser can tell that input waits, and else for as long as a page is idle: 25 to 45 ms.
 * Not to hold the page for 100 ms, it is not told; a browser that has no idle time is given some (`idle.ts`).
 */
const SHORT_SLICES = { 'navigator.scheduling': 'undefined' };

/** What every bundle for the page is made with. */
export const FOR_THE_PAGE = {
  absWorkingDir: root,
  bundle: true,
  legalComments: 'none',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  platform: 'browser',
  logLevel: 'warning',
  loader: { '.yaml': 'text', '.wasm': 'binary' },
  banner: { js: NO_EVAL },
  define: SHORT_SLICES,
  inject: [join(PAGE, 'idle.ts')],
  plugins: [lean],
};
const common = { ...FOR_THE_PAGE, minify: true, write: true, metafile: true };

/** Writes the playground into `out`; resolves to the bundler's account of what went in. */
export async function buildPlayground(out = PLAYGROUND) {
  const draft = `${out}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  // Apart, so that what is told to zod comes before all else in each of them.
  const [page, worker] = await Promise.all([
    build({
      ...common,
      entryPoints: { page: join(PAGE, 'main.ts') },
      format: 'esm',
      splitting: true,
      chunkNames: '[name]-[hash]',
      outdir: draft,
    }),
    build({
      ...common,
      inject: [],
      entryPoints: { worker: join(root, 'reports/playground/worker.ts') },
      format: 'iife',
      outdir: draft,
    }),
  ]);
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8');
  const mark = '<!-- content security policy -->';
  if (!html.includes(mark)) throw new Error(`playground: page/index.html has no ${mark}`);
  const meta = `<meta http-equiv="Content-Security-Policy" content="${CONTENT_SECURITY_POLICY}" />`;
  writeFileSync(join(draft, 'index.html'), html.replace(mark, meta));
  rmSync(out, { recursive: true, force: true });
  mkdirSync(dirname(out), { recursive: true });
  renameSync(draft, out);
  return { page: page.metafile, worker: worker.metafile };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPlayground();
