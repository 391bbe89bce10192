/** The text of a configuration from its bytes: of bounded size, in UTF-8, or one clear fault. */

import { ConfigError } from './config-error.ts';

const MOST_BYTES = 1 << 20;

/** The text in `bytes`, which faults call `name`. Raises ConfigError. */
export function decodeConfig(bytes: Uint8Array, name: string): string {
  refuseSize(bytes.length, name);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError([`${name}:${placeOfForeignByte(bytes)} is not UTF-8 text`]);
  }
}

/** Raises ConfigError for a text of more bytes than are read. */
export function refuseSize(bytes: number, name: string): void {
  if (bytes > MOST_BYTES)
    throw new ConfigError([`${name}: has ${bytes} bytes; at most ${MOST_BYTES} are read`]);
}

/** Line and column of the first byte that no UTF-8 text has there. */
function placeOfForeignByte(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const asUtf8 = new TextEncoder().encode(text);
  const at = bytes.findIndex((byte, i) => byte !== asUtf8[i]);
  const lines = new TextDecoder().decode(bytes.subarray(0, at)).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}
