import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const HOUSE = ['numerics', 'datasets', 'simulator', 'algorithms', 'experiments', 'reports', 'cli', 'scripts'];

/** Folders with files of their own, at any depth. */
function foldersUnder(path: string): string[] {
  const entries = readdirSync(join(ROOT, path), { withFileTypes: true });
  const inner = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${path}/${name}`);
  const own = entries.some(({ name }) => /\.(ts|yaml)$/.test(name)) ? [path] : [];
  return [...own, ...inner.flatMap(foldersUnder)];
}

describe('documentation', () => {
  it('has a README in every folder of the house', () => {
    const folders = [...HOUSE.flatMap(foldersUnder), 'scripts', 'docs/decisions'];
    expect(folders.filter((folder) => !existsSync(join(ROOT, folder, 'README.md')))).toEqual([]);
  });

  it('lists every decision', () => {
    const index = readFileSync(join(ROOT, 'docs/decisions/README.md'), 'utf8');
    const files = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => /^\d{3}-/.test(name));
    expect(files.filter((name) => !index.includes(`(${name})`))).toEqual([]);
  });
});
