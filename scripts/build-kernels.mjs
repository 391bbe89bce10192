/**
 * Compiles numerics/kernels/assembly/ (AssemblyScript) to WebAssembly under dist/, in two flavours: `kernels.shared.wasm` for
 * threads over shared memory, `kernels.wasm` for where SharedArrayBuffer is missing. Does nothing when neither the sources nor
 * the compiler have changed.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = 'numerics/kernels/assembly';
const OUT = join(root, 'dist/numerics/kernels');
const COMMON = [
  '-O3',
  '--debug', // names of functions, for profiles
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--maximumMemory',
  '65536',
  '--memoryBase',
  '65536',
];
const FLAVOURS = {
  'kernels.wasm': [...COMMON, '--enable', 'simd'],
  'kernels.shared.wasm': [...COMMON, '--enable', 'simd,threads', '--sharedMemory', '--initialMemory', '16'],
};

const { version } = JSON.parse(readFileSync(join(root, 'node_modules/assemblyscript/package.json'), 'utf8'));
const hash = createHash('sha256').update(JSON.stringify({ version, FLAVOURS }));
for (const name of readdirSync(join(root, SOURCES)).sort()) {
  if (name.endsWith('.ts')) hash.update(name).update(readFileSync(join(root, SOURCES, name)));
}
const inputs = hash.digest('hex');
const mark = join(OUT, '.kernels-inputs');
const isFresh =
  existsSync(mark) &&
  readFileSync(mark, 'utf8') === inputs &&
  Object.keys(FLAVOURS).every((name) => existsSync(join(OUT, name)));

if (!isFresh) {
  const { main } = await import('assemblyscript/asc');
  mkdirSync(OUT, { recursive: true });
  for (const [name, options] of Object.entries(FLAVOURS)) {
    const draft = `${name}.draft`;
    const { error, stderr } = await main([
      `${SOURCES}/index.ts`,
      '--outFile',
      join(OUT, draft),
      '--baseDir',
      root,
      ...options,
    ]);
    const said = stderr.toString();
    if (said) process.stderr.write(said);
    if (error) {
      process.stderr.write(`build: ${SOURCES} does not compile: ${error.message}\n`);
      process.exit(1);
    }
    renameSync(join(OUT, draft), join(OUT, name));
  }
  writeFileSync(mark, inputs);
}
