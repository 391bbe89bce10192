/** Copies what the compiler leaves behind (scenarios, studies) into dist/, and makes the command executable. */
import { chmodSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of ['simulator/scenarios', 'experiments/studies']) {
  const to = join('dist', folder);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(folder))
    if (name.endsWith('.yaml')) cpSync(join(folder, name), join(to, name));
}
chmodSync('dist/cli/main.node.js', 0o755);
