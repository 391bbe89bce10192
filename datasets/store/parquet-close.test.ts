import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PARQUET = new URL('../../dist/datasets/store/parquet.node.js', import.meta.url);

/** In a process of its own: to wait for ever is to hold the thread. */
const SCRIPT = `
const { openDuckDb } = await import(${JSON.stringify(PARQUET.href)});
const db = await openDuckDb();
const spec = { name: 'rows', doc: '', sortKey: [], columns: { value: { type: 'f64', doc: '' } } };
const rows = { length: 200_000, columns: [new Float64Array(200_000).fill(1)] };
const copied = db.runOver('CREATE TABLE kept AS SELECT * FROM waiting_rows()', spec, rows);
db.close();
await copied;
process.stdout.write('ended');
`;

it('a database that is closed while it takes rows ends with them, and does not wait for ever', () => {
  const { stdout, stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect({ stdout, stderr, signal }).toEqual({ stdout: 'ended', stderr: '', signal: null });
});
