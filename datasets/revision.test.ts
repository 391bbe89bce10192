import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { revisionAt } from './revision.node.ts';

const root = mkdtempSync(join(tmpdir(), 'shoplab-revision-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const hasGit = spawnSync('git', ['--version']).status === 0;
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: root, GIT_CONFIG_NOSYSTEM: '1' },
  }).trim();

describe('the revision of a folder', () => {
  it('is null where it is no working tree', () => {
    expect(revisionAt(root)).toBe(null);
  });

  it.skipIf(!hasGit)(
    'is what Git itself says, clean and dirty, also of a linked working tree and packed refs',
    () => {
      const folder = join(root, 'repository');
      mkdirSync(join(folder, 'sub'), { recursive: true });
      git(folder, 'init', '-q', '-b', 'trunk');
      writeFileSync(join(folder, 'a.txt'), 'one\n');
      writeFileSync(join(folder, 'sub/b with space.txt'), 'two\n');
      symlinkSync('a.txt', join(folder, 'link'));
      git(folder, 'add', '-A');
      git(folder, 'commit', '-qm', 'first');
      const commit = git(folder, 'rev-parse', 'HEAD');
      expect(revisionAt(folder)).toEqual({ commit, dirty: false });

      // Touched, but the same; then changed; then changed and staged.
      utimesSync(join(folder, 'a.txt'), 1e9, 1e9);
      writeFileSync(join(folder, 'untracked.txt'), 'x');
      expect(revisionAt(folder)).toEqual({ commit, dirty: false });
      appendFileSync(join(folder, 'sub/b with space.txt'), 'more\n');
      expect(revisionAt(folder)).toEqual({ commit, dirty: true });
      git(folder, 'add', 'sub');
      expect(revisionAt(folder)).toEqual({ commit, dirty: true });
      git(folder, 'commit', '-qm', 'second');
      const second = git(folder, 'rev-parse', 'HEAD');
      expect(revisionAt(folder)).toEqual({ commit: second, dirty: false });
      rmSync(join(folder, 'a.txt'));
      expect(revisionAt(folder)).toEqual({ commit: second, dirty: true });

      const linked = join(root, 'linked');
      git(folder, 'worktree', 'add', '-q', linked, '-b', 'side');
      expect(revisionAt(linked)).toEqual({ commit: second, dirty: false });
      git(folder, 'pack-refs', '--all');
      expect(revisionAt(linked)).toEqual({ commit: second, dirty: false });
      // Of a packed commit the tree is not looked up: whether the index is that commit's is then not known.
      git(folder, 'gc', '-q', '--aggressive', '--prune=now');
      expect(revisionAt(linked)).toEqual({ commit: second });
    },
  );
});
