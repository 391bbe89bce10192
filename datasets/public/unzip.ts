import { type UnzipFileInfo, unzipSync } from 'fflate';
import { ConfigError } from '../config-error.ts';

export interface ZipEntry {
  readonly name: string;
  /** Unpacked, in bytes, as the archive says. */
  readonly size: number;
}

const MOST_ENTRIES = 10_000;

/** The entries of a zip archive, nothing unpacked; throws ConfigError on an unsafe path or a damaged archive. */
export function listZip(archive: Uint8Array, file: string): ZipEntry[] {
  const entries: ZipEntry[] = [];
  walkZip(archive, file, ({ name, originalSize }) => {
    entries.push({ name, size: originalSize });
    return false;
  });
  return entries;
}

/** The bytes of one entry, of at most `maxBytes` unpacked; `file` is only named in errors. */
export function readZipEntry(archive: Uint8Array, name: string, maxBytes: number, file: string): Uint8Array {
  const found = walkZip(archive, file, (entry) => {
    if (entry.name !== name) return false;
    if (entry.originalSize > maxBytes) {
      throw new ConfigError([
        `${file}: ${name} unpacks to ${entry.originalSize} bytes; at most ${maxBytes} are read`,
      ]);
    }
    return true;
  })[name];
  if (found === undefined) throw new ConfigError([`${file}: no entry '${name}' in the archive`]);
  return found;
}

function walkZip(archive: Uint8Array, file: string, filter: (entry: UnzipFileInfo) => boolean) {
  let entries = 0;
  try {
    return unzipSync(archive, {
      filter(entry) {
        if (isUnsafePath(entry.name)) {
          throw new ConfigError([`${file}: entry '${entry.name}' points outside the archive`]);
        }
        if (++entries > MOST_ENTRIES) throw new ConfigError([`${file}: more than ${MOST_ENTRIES} entries`]);
        return filter(entry);
      },
    });
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([`${file}: not a zip archive, or a damaged one`]);
  }
}

/** Absolute, with a drive, with a backslash, or climbing: no honest archive of ours has one. */
function isUnsafePath(name: string): boolean {
  return /^\/|^[a-z]:|\\|\0/i.test(name) || name.split('/').includes('..');
}
