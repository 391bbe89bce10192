import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { listZip, readZipEntry } from './unzip.ts';

const archive = zipSync({ 'a/x.txt': strToU8('one'), 'y.txt': strToU8('y'.repeat(100_000)) });

describe('zip archives', () => {
  it('lists entries with their unpacked sizes and reads one', () => {
    expect(listZip(archive, 'x.zip')).toEqual([
      { name: 'a/x.txt', size: 3 },
      { name: 'y.txt', size: 100_000 },
    ]);
    expect(new TextDecoder().decode(readZipEntry(archive, 'a/x.txt', 10, 'x.zip'))).toBe('one');
  });

  it('refuses an entry that points outside the archive, wherever it stands', () => {
    for (const name of [
      '../x.txt',
      'a/../../x.txt',
      '/etc/x.txt',
      'C:/x.txt',
      'a\\..\\x.txt',
      'a/..',
      'x\0.txt',
    ]) {
      const evil = zipSync({ 'good.txt': strToU8('good'), [name]: strToU8('evil') });
      expect(() => readZipEntry(evil, 'good.txt', 10, 'x.zip'), name).toThrow('points outside the archive');
    }
  });

  it('refuses an entry larger than allowed before unpacking it', () => {
    expect(() => readZipEntry(archive, 'y.txt', 99_999, 'x.zip')).toThrow(
      'x.zip: y.txt unpacks to 100000 bytes; at most 99999 are read',
    );
  });

  it('never unpacks more than the archive says, when the archive lies', () => {
    const lying = archive.slice();
    const view = new DataView(lying.buffer);
    // Uncompressed size in the central directory (offset 24 of its record, signature 0x02014b50): 100,000 becomes 10.
    for (let at = 0; at + 46 < lying.length; at++) {
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === 100_000)
        view.setUint32(at + 24, 10, true);
    }
    expect(listZip(lying, 'x.zip')[1]).toEqual({ name: 'y.txt', size: 10 });
    let size = 0;
    try {
      size = readZipEntry(lying, 'y.txt', 1000, 'x.zip').length;
    } catch {
      size = 0;
    }
    expect(size).toBeLessThanOrEqual(10);
  });

  it('refuses what is no archive, and an entry that is not there', () => {
    expect(() => listZip(strToU8('hello, world, this is no archive'), 'x.zip')).toThrow(
      'x.zip: not a zip archive, or a damaged one',
    );
    expect(() => listZip(archive.slice(0, 60), 'x.zip')).toThrow(
      'x.zip: not a zip archive, or a damaged one',
    );
    expect(() => readZipEntry(archive, 'z.txt', 10, 'x.zip')).toThrow("x.zip: no entry 'z.txt'");
  });
});
