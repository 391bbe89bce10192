import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

function packageVersion(): string {
  // From dist/datasets/ or from datasets/: the package file stands one or two folders up.
  for (const up of ['../package.json', '../../package.json']) {
    try {
      const text = readFileSync(fileURLToPath(new URL(up, import.meta.url)), 'utf8');
      const parsed = JSON.parse(text) as { name?: string; version?: string };
      if (parsed.name === 'shoplab' && parsed.version) return parsed.version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('shoplab: package.json not found beside the program');
}

/** Version of shoplab, as its package says. */
export const VERSION = packageVersion();
