import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfigText } from './config-file.node.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const written = (bytes: string | Uint8Array): string => {
  const path = join(folder, 'my.yaml');
  writeFileSync(path, bytes);
  return path;
};

describe('readConfigText', () => {
  it('gives the text, without the mark of UTF-8 before it', async () => {
    expect(await readConfigText(written('\uFEFFtitle: café 😀\r\n'), 'my.yaml')).toBe('title: café 😀\r\n');
    expect(await readConfigText(written(''), 'my.yaml')).toBe('');
  });

  it.each([
    ['Latin-1', Buffer.from('a: ü\nb:\ntitle: caf\xe9\n', 'latin1'), '1:4'],
    ['Latin-1 after lines of UTF-8', Buffer.concat([Buffer.from('ü\n😀 '), Buffer.of(0xe9)]), '2:4'],
    ['UTF-16', Buffer.from('\uFEFFdays: 2\n', 'utf16le'), '1:1'],
    ['a character cut short', Buffer.from('days: 2 # 😀').subarray(0, -1), '1:11'],
    ['a mark before Latin-1', Buffer.concat([Buffer.from('\uFEFFa'), Buffer.of(0xff)]), '1:2'],
  ])('refuses %s, at the byte that is not UTF-8', async (_, bytes, place) => {
    await expect(readConfigText(written(bytes), 'my.yaml')).rejects.toThrow(
      `my.yaml:${place} is not UTF-8 text`,
    );
  });

  it('refuses what is no file, cannot be read, or is too long, before reading it', async () => {
    await expect(readConfigText(folder, 'my.yaml')).rejects.toThrow('my.yaml: is not a file');
    await expect(readConfigText('/dev/zero', 'my.yaml')).rejects.toThrow('my.yaml: is not a file');
    await expect(readConfigText(join(folder, 'no.yaml'), 'my.yaml')).rejects.toThrow(
      'my.yaml: cannot be read (ENOENT)',
    );
    await expect(readConfigText('a\0b', 'my.yaml')).rejects.toThrow('my.yaml: cannot be read');
    symlinkSync('circle.yaml', join(folder, 'circle.yaml'));
    await expect(readConfigText(join(folder, 'circle.yaml'), 'my.yaml')).rejects.toThrow('(ELOOP)');
    await expect(readConfigText(written('x'.repeat(1048577)), 'my.yaml')).rejects.toThrow(
      'my.yaml: has 1048577 bytes; at most 1048576 are read',
    );
  });
});
