import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { peakMemoryBytes } from './peak-memory.node.ts';

const MODULE = fileURLToPath(new URL('../dist/datasets/peak-memory.node.js', import.meta.url));

it('is at least what is held now, and never falls', () => {
  const before = peakMemoryBytes();
  expect(before).toBeGreaterThan(20e6);
  expect(peakMemoryBytes()).toBeGreaterThanOrEqual(before);
});

it('of a process knows what it held for a moment', () => {
  const script = `
    const { peakMemoryBytes } = await import(${JSON.stringify(MODULE)});
    const before = peakMemoryBytes();
    let held = Buffer.alloc(200e6, 1);
    held = null;
    console.log(peakMemoryBytes() - before);`;
  const grown = Number(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
  expect(grown).toBeGreaterThan(150e6);
  expect(grown).toBeLessThan(260e6);
});

it('of a small process is not that of the large one that started it', () => {
  const child = `console.log((await import(${JSON.stringify(MODULE)})).peakMemoryBytes())`;
  const parent = `
    const held = Buffer.alloc(600e6, 1);
    const { execFileSync } = await import('node:child_process');
    process.stdout.write(execFileSync(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(child)}]));
    if (held.length === 0) throw new Error();`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', parent], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(Number(stdout)).toBeGreaterThan(20e6);
  expect(Number(stdout)).toBeLessThan(200e6);
});
