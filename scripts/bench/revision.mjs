/** Another revision of the project, built in a folder of its own beside today's packages. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout is left alone: the files come from `git archive`. `remove` deletes the folder. */
export function buildRevision(name) {
  const revision = execFileSync('git', ['rev-parse', '--short', `${name}^{commit}`], {
    encoding: 'utf8',
  }).trim();
  const folder = mkdtempSync(join(tmpdir(), 'shoplab-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const files = execFileSync('git', ['archive', revision], { maxBuffer: 1 << 30 });
    execFileSync('tar', ['-x', '-C', folder], { input: files });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
    const tsc = resolve('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: folder, stdio: 'inherit' });
    for (const script of ['scripts/build-kernels.mjs', 'scripts/copy-assets.mjs'])
      if (existsSync(join(folder, script)))
        execFileSync(process.execPath, [script], { cwd: folder, stdio: 'inherit' });
  } catch (error) {
    remove();
    throw error;
  }
  return { revision, folder, remove };
}
