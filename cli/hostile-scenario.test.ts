/** Scenarios that mean harm, told by the compiled command: one clear fault each, status 2, no stack, little time and memory. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROWING, KEYS, RATES, rateText, VALUES } from '../simulator/scenario/hostile-texts.fixture.ts';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

const SECONDS = 2;
/** What a command may hold at once. */
const HEAP_MEGABYTES = 96;
/** Most that the process may reach over all these commands: the heap, garbage of young objects, and what lies outside of both. */
const BYTES = 300e6;

let folder = '';
const commands = openCommandLines({ heapMegabytes: HEAP_MEGABYTES });
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-hostile-'));
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, 'base.yaml'), 'extends: tiny\ndays: 1\n');
});
afterAll(() => {
  commands.close();
  rmSync(folder, { recursive: true });
});

/** Faults of a command on a file of this content; fails unless it is refused as it should be. */
async function faultsOf(content: string | Uint8Array, command = 'explain'): Promise<string[]> {
  const path = join(folder, 'below', 'my.yaml');
  writeFileSync(path, content);
  return refusalOf([command, 'my.yaml'], join(folder, 'below'));
}

async function refusalOf(args: readonly string[], cwd: string): Promise<string[]> {
  const { status, stdout, stderr, seconds, bytes } = await commands.run(args, { cwd });
  expect(stderr).not.toMatch(/^\s+at |Error:/m);
  expect({ status, stdout, stderr }).toMatchObject({ status: 2, stdout: '' });
  expect(seconds).toBeLessThan(SECONDS);
  expect(bytes).toBeLessThan(BYTES);
  return stderr.trimEnd().split('\n');
}

describe('texts that grow when read', () => {
  it.each(GROWING)('%s', async (_, text, fault) => {
    expect((await faultsOf(text)).join('\n')).toMatch(fault);
  });
});

describe('values that are none', () => {
  it.each(RATES)('a rate of %s', async (value, message) => {
    const faults = await faultsOf(rateText(value));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^my\.yaml:3:\d+ (arrival\.sessionsPerDay: )?/);
    expect(faults[0]).toContain(message);
  });

  it.each(VALUES)('%s', async (text, message) => {
    const faults = await faultsOf(`seed: s\n${text}\n`, 'simulate');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
    expect(existsSync(join(folder, 'below', 'out'))).toBe(false);
  });
});

describe('keys and tags', () => {
  it.each(KEYS)('%s', async (text, message) => {
    const faults = await faultsOf(`seed: s\n${text}\n`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });
});

describe('paths', () => {
  it.each([
    [
      'out of the folder',
      '../base.yaml',
      "my.yaml:1:10 extends: '../base.yaml' leads out of the folder of my.yaml",
    ],
    ['absolute', '/etc/passwd', "my.yaml:1:10 extends: '/etc/passwd' leads out of the folder of my.yaml"],
    ['of a device', '/dev/zero', "my.yaml:1:10 extends: '/dev/zero' is not a file"],
    ['of the folder', '.', "my.yaml:1:10 extends: '.' is not a file"],
    ['back to itself', 'my.yaml', "my.yaml:1:10 extends: 'my.yaml' leads back to itself"],
    ['by a link', 'link.yaml', "my.yaml:1:10 extends: 'link.yaml' leads out of the folder of my.yaml"],
    ['by links in a circle', 'circle.yaml', "my.yaml:1:10 extends: 'circle.yaml' cannot be read (ELOOP)"],
    ['too long', 'x'.repeat(999), 'cannot be read (ENAMETOOLONG)'],
    ['with a byte of 0', '"a\\0b"', "my.yaml:1:10 extends: 'a\\u0000b' cannot be read"],
    [
      'of a near name',
      'tinny',
      "my.yaml:1:10 extends: 'tinny' is neither a shipped scenario nor a file; did you mean 'tiny'?",
    ],
  ])('%s', async (_, base, message) => {
    for (const [name, target] of [
      ['link.yaml', join(folder, 'base.yaml')],
      ['circle.yaml', 'circle.yaml'],
    ] as const) {
      rmSync(join(folder, 'below', name), { force: true });
      symlinkSync(target, join(folder, 'below', name));
    }
    const faults = await faultsOf(`extends: ${base}\nseed: s\n`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  it('in a chain of a thousand', async () => {
    for (let i = 0; i < 1000; i++)
      writeFileSync(join(folder, `chain${i}.yaml`), `extends: chain${i + 1}.yaml\n`);
    expect(await refusalOf(['simulate', 'chain0.yaml'], folder)).toEqual([
      'chain9.yaml:1:10 extends: more than 10 scenarios extend each other',
    ]);
  });

  it.each(['/dev/zero', '.', 'below'])(
    '%s in place of a file, of a scenario and of a study',
    async (path) => {
      expect(await refusalOf(['simulate', path], folder)).toEqual([`scenario: '${path}' is not a file`]);
      const [fault] = await refusalOf(
        ['run', path === '.' ? './' : `${path}/`.replace('/dev/zero/', '/dev/zero')],
        folder,
      );
      expect(fault).toContain('is not a file');
    },
  );
});

describe('bytes', () => {
  it.each([
    ['nothing', '', 'seed: none given'],
    ['Latin-1', Buffer.from('seed: caf\xe9\n', 'latin1'), 'my.yaml:1:10 is not UTF-8 text'],
    ['UTF-16', Buffer.from('\uFEFFseed: s\n', 'utf16le'), 'my.yaml:1:1 is not UTF-8 text'],
    ['zeros', new Uint8Array(1_000_000), 'holds a NUL'],
    ['a zero in a number', 'seed: s\ndays: 2\0\n', "my.yaml:2:7 days: '2\\u0000' holds a NUL"],
  ])('%s', async (_, bytes, message) => {
    const faults = await faultsOf(bytes);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
  });

  it.each([
    ['the mark of UTF-8', '\uFEFFextends: tiny\ndays: 1\n'],
    ['lines that end in CR LF', 'extends: tiny\r\ndays: 1\r\n'],
  ])('%s are taken', async (_, text) => {
    writeFileSync(join(folder, 'taken.yaml'), text);
    const { status, stdout } = await commands.run(['explain', 'taken.yaml', '--json'], { cwd: folder });
    expect(status).toBe(0);
    expect(stdout).toContain('"impressions"');
  });
});

it('a process of its own ends as the many in one do', async () => {
  writeFileSync(join(folder, 'wrong.yaml'), 'seed: s\nshoppers: { cuont: 5 }\n');
  const alone = await shoplab(['simulate', 'wrong.yaml'], { cwd: folder });
  const { status, stdout, stderr } = await commands.run(['simulate', 'wrong.yaml'], { cwd: folder });
  expect(alone).toEqual({ status, stdout, stderr, signal: null });
});

describe('every command that takes a scenario', () => {
  it.each([['simulate'], ['explain'], ['calibrate', '--to', 'nowhere'], ['twins', '--policy', 'random']])(
    '%s refuses in the same words',
    async (...command) => {
      writeFileSync(join(folder, 'wrong.yaml'), 'seed: s\nshoppers: { cuont: 5 }\n');
      const [name, ...options] = command;
      expect(await refusalOf([name!, 'wrong.yaml', ...options], folder)).toEqual([
        "wrong.yaml:2:13 shoppers.cuont: unknown key; did you mean 'count'?",
      ]);
    },
  );

  it('and says of settings which one is wrong', async () => {
    const settings = [
      'shoppers.cuont=5',
      'days=1e9',
      'choice.taste=.nan',
      '__proto__.x=1',
      'days',
      `days=${'['.repeat(9000)}`,
    ];
    const faults = await refusalOf(
      ['simulate', 'tiny', ...settings.flatMap((one) => ['--set', one])],
      folder,
    );
    expect(faults.length).toBeGreaterThanOrEqual(settings.length);
    for (const setting of settings) expect(faults.join('\n')).toContain(`--set ${setting.slice(0, 40)}`);
    expect(faults.at(-1)).toContain('nested deeper than');
  });
});
