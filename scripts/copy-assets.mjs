/** Copies what the compiler leaves behind (scenarios, studies) into dist/, and makes the command executable. */
import { chmodSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

for (const folder of ['simulator/scenarios', 'experiments/studies']) {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.yaml')) continue;
    const to = join('dist', folder, name);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(folder, name), to);
  }
}
chmodSync('dist/cli/main.node.js', 0o755);
