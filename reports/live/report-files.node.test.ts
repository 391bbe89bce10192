import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ownSuffix } from '../../datasets/store/temporary-name.node.ts';
import { reportFiles } from './report-files.node.ts';

it('serves whole plain files of a report, neither links nor what is being written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoplab-served-'));
  try {
    await mkdir(join(folder, 'charts'));
    for (const name of [
      'index.html',
      `index.html.tmp-${ownSuffix()}`,
      'charts/a.svg',
      `charts/b.svg.tmp-${ownSuffix()}`,
    ])
      await writeFile(join(folder, name), 'x');
    await symlink('/etc/hostname', join(folder, 'charts', 'link.svg'));
    expect([...(await reportFiles(folder)).keys()].sort()).toEqual(['charts/a.svg', 'index.html']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
