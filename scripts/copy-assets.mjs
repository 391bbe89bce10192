/** Copies what the compiler leaves behind (scenarios, studies) into dist/, takes away what has no source any more, and makes the command executable. */
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of ['simulator/scenarios', 'experiments/studies']) {
  const to = join('dist', folder);
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(folder))
    if (name.endsWith('.yaml')) cpSync(join(folder, name), join(to, name));
}

const BUNDLES = join('dist', 'playground');

/** Compiled files whose source was moved or deleted: benches and registries are found by their names in dist/. */
for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  const compiled = /^(.*)\.js(?:\.map)?$/.exec(entry.name);
  if (!entry.isFile() || !compiled) continue;
  const folder = entry.parentPath ?? entry.path;
  // Bundles, not compiled file by file.
  if (folder === BUNDLES) continue;
  const path = join(folder, entry.name);
  const source = join(folder, `${compiled[1]}.ts`).replace(/^dist[\\/]/, '');
  // What is bundled for a browser has no source of its name.
  if (/^playground[\\/]/.test(source)) continue;
  if (!existsSync(source)) rmSync(path);
}
chmodSync('dist/cli/main.node.js', 0o755);
