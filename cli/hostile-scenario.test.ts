/** Scenarios that mean harm, told by the compiled command: one clear fault each, status 2, no stack, little time and memory. */

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

const SECONDS = 2;
const BYTES = 300e6;

let folder = '';
const commands = openCommandLines();
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
  // Of all that was refused so far in the same process.
  expect(bytes).toBeLessThan(BYTES);
  return stderr.trimEnd().split('\n');
}

const times = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

describe('texts that grow when read', () => {
  it.each([
    [
      'a bomb of aliases',
      times(10, (i) => `l${i}: &l${i} [${Array(9).fill(i ? `*l${i - 1}` : 'x')}]`),
      /more than 100 aliases/,
    ],
    [
      'a bomb of maps',
      times(31, (i) => `a${i}: &a${i} {x: ${i ? `*a${i - 1}, y: *a${i - 1}` : 1}}`),
      /more than (100 aliases|50000 values)/,
    ],
    ['nesting in flow style', `days: ${'['.repeat(25_000)}${']'.repeat(25_000)}`, /nested deeper than 50/],
    ['nesting that never ends', `days: ${'{a: '.repeat(200_000)}`, /nested deeper than 500/],
    ['nesting in block style', times(1200, (i) => `${' '.repeat(i)}a:`), /nested deeper than 50/],
    ['nothing but errors', '] '.repeat(500_000), /more than 60000 tokens/],
    ['as many errors as may be', '] '.repeat(29_000), /not yaml/],
    ['a thousand thousand keys', times(60_000, (i) => `k${i}: 1`), /more than 60000 tokens/],
    ['documents without end', '---\n'.repeat(20_000), /a second document/],
    [
      'a text of a megabyte',
      `title: ${'x'.repeat(1_000_000)}`,
      /my\.yaml:1:8 title: a text of 1000000 characters is above the most allowed, 200/,
    ],
    [
      'a file of three megabytes',
      'x'.repeat(3 << 20),
      /my\.yaml: has 3145728 bytes; at most 1048576 are read/,
    ],
  ])('%s', async (_, text, fault) => {
    expect((await faultsOf(text)).join('\n')).toMatch(fault);
  });
});

describe('values that are none', () => {
  const rate = (value: string): string => `seed: s\narrival:\n  sessionsPerDay: ${value}\n`;
  it.each([
    ['.nan', "'.nan' is not a finite number"],
    ['-.inf', "'-.inf' is not a finite number"],
    ['1e400', "'1e400' is not a finite number"],
    ['-0.5', '-0.5 is below the least allowed, 0'],
    ['"0.5"', "'0.5' is a text; a number is required"],
    ['', 'no value; a number is required'],
  ])('a rate of %s', async (value, message) => {
    const faults = await faultsOf(rate(value));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^my\.yaml:3:\d+ (arrival\.sessionsPerDay: )?/);
    expect(faults[0]).toContain(message);
  });

  it.each([
    [
      'shoppers: { count: 1000000000 }',
      'my.yaml:2:20 shoppers.count: 1000000000 is above the most allowed, 5000000',
    ],
    ['days: 1e9', 'my.yaml:2:7 days: 1000000000 is above the most allowed, 3650'],
    [
      'days: 1000000000000000000000',
      "my.yaml:2:7 days: '1000000000000000000000' is too large for a whole number; write it in quotes if it is a text",
    ],
    ['days: -0', 'my.yaml:2:7 days: 0 is below the least allowed, 1'],
    ['catalog: { items: 10 }', 'exposure.slateSize: 20 is more than the 10 items of catalog.items'],
    [
      'days: 3650\nshoppers: { count: 5000000 }',
      'my.yaml:2:7 days: about 2555100847 sessions in all; at most 2147483648 are allowed',
    ],
    [
      'shoppers: { count: 5000000 }',
      'my.yaml:2:20 shoppers.count: about 77868601 impressions on the busiest day',
    ],
    ['origin: "2024-13-45T00:00:00Z"', 'my.yaml:2:9 origin: no such date'],
  ])('%s', async (text, message) => {
    const faults = await faultsOf(`seed: s\n${text}\n`, 'simulate');
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(message);
    expect(existsSync(join(folder, 'below', 'out'))).toBe(false);
  });
});

describe('keys and tags', () => {
  it.each([
    ['days: 3\ndays: 4', 'my.yaml:3:1 days: duplicate key; it stands in line 2 already'],
    ['shopers: { count: 3 }', "my.yaml:2:1 shopers: unknown key; did you mean 'shoppers'?"],
    ['shoppers: { <<: { count: 5 } }', 'my.yaml:2:13 shoppers.<<: unknown key; known here: count'],
    ['__proto__: { days: 3 }', 'my.yaml:2:1 __proto__: this key is not allowed'],
    [
      'shoppers: { constructor: { prototype: { x: 1 } } }',
      'my.yaml:2:13 shoppers.constructor: this key is not allowed',
    ],
    ['shoppers: { hasOwnProperty: 1 }', 'my.yaml:2:13 shoppers.hasOwnProperty: unknown key'],
    [
      'exposure: { policy: { name: __proto__ } }',
      "exposure.policy.name: '__proto__' is not one of none, random",
    ],
    [
      'days: !!js/function "function () {}"',
      "my.yaml:2:21 days: tag 'tag:yaml.org,2002:js/function' is not allowed",
    ],
    ['title: !!binary aGVsbG8=', "tag 'tag:yaml.org,2002:binary' is not allowed"],
    ['"\\e[2J\\u202e": 3', 'my.yaml:2:1 \\u001b[2J\\u202e: unknown key'],
  ])('%s', async (text, message) => {
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
