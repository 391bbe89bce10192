import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openSwept } from './filing.node.ts';
import { NotFiled } from './not-filed.ts';

const root = mkdtempSync(join(tmpdir(), 'shoplab-filing-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('folders of a run are made, and lose what dead processes left half-written, and that alone', async () => {
  const [one, two] = [join(root, 'one'), join(root, 'one', 'runs')];
  await openSwept(one, two);
  const host = hostname().replace(/[^A-Za-z0-9]/g, '_');
  const kept = ['x.json', `x.json.tmp-${host}-${process.pid}-0`, 'x.json.tmp-elsewhere-1-0', 'x.tmp-mine'];
  for (const folder of [one, two])
    for (const name of [...kept, `x.json.tmp-${host}-999999999-0`]) writeFileSync(join(folder, name), 'half');
  await openSwept(one, two);
  expect(readdirSync(one).sort()).toEqual([...kept, 'runs'].sort());
  expect(readdirSync(two).sort()).toEqual([...kept].sort());
  await expect(openSwept(join(one, 'x.json', 'runs'))).rejects.toThrow(NotFiled);
});
