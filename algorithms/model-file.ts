/**
 * Fitted models as bytes, without any code in them:
 *
 *   bytes              what
 *   0 ... 7            0x89 "shoplab"
 *   8 ... 11           version of this layout, u32
 *   12 ... 15          H, length of the header, u32, a multiple of 8
 *   16 ... 23          length of the whole, u64
 *   24 ... 24 + H - 1  header: JSON in UTF-8, spaces behind it (`state/tree.ts`)
 *   then               arrays, each from the next multiple of 8 on, zeros between
 *   the last 32        SHA-256 of all bytes before
 *
 * Numbers are little-endian. The header is { schema, algorithm, params, state, names }; offsets of arrays count from its end. The same
 * model has the same bytes. Nothing is allocated before what the bytes claim was held against how many there are.
 */

import { ConfigError } from '../datasets/config-error.ts';
import { printable } from '../datasets/schema-faults.ts';
import { type HashBytes, sha256 } from '../numerics/digest.ts';
import type { SavedModel, StateArray } from './model-state.ts';
import { fields, optional, requireShape, SAVED_FIELDS, texts } from './state/shape.ts';
import { ALIGNMENT, aligned, createArrayList, fromJson, TreeFault, toJson } from './state/tree.ts';

/** What the shop calls shoppers and items, by index; what a model answers can then be read. */
export interface ModelNames {
  readonly shoppers: readonly string[];
  readonly items: readonly string[];
  /** (items) empty where none is known. */
  readonly titles: readonly string[];
}

export interface ModelFile {
  readonly saved: SavedModel;
  readonly names?: ModelNames;
}

const MAGIC = Uint8Array.of(0x89, ...new TextEncoder().encode('shoplab'));
const VERSION = 1;
export const FIXED_BYTES = 24;
const DIGEST_BYTES = 32;
/** What one text can hold in any engine. */
const MOST_HEADER_BYTES = 2 ** 28;

const HEADER = fields<ModelFile['saved'] & { readonly names?: ModelNames }>({
  ...SAVED_FIELDS,
  names: optional(fields({ shoppers: texts('shoppers'), items: texts('items'), titles: texts('items') })),
});

/** The bytes of a file but for its digest, in order. */
export function modelChunks({ saved, names }: ModelFile): Uint8Array[] {
  const arrays = createArrayList();
  const { schema, algorithm, params, state } = saved;
  const json = toJson({ schema, algorithm, params, state, names }, arrays);
  const header = new TextEncoder().encode(JSON.stringify(json));
  const headerBytes = aligned(header.length);
  if (headerBytes > MOST_HEADER_BYTES)
    throw new RangeError(
      `model: its texts take ${headerBytes} bytes; ${MOST_HEADER_BYTES} are the most allowed`,
    );
  const front = new Uint8Array(FIXED_BYTES + headerBytes).fill(0x20, FIXED_BYTES + header.length);
  front.set(MAGIC);
  const view = new DataView(front.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, headerBytes, true);
  view.setBigUint64(16, BigInt(front.length + arrays.bytes + DIGEST_BYTES), true);
  front.set(header, FIXED_BYTES);
  return [front, ...arrays.arrays.flatMap(arrayChunks)];
}

function arrayChunks(array: StateArray): Uint8Array[] {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  const gap = aligned(bytes.length) - bytes.length;
  return gap === 0 ? [bytes] : [bytes, new Uint8Array(gap)];
}

export function encodeModel(file: ModelFile, hash: HashBytes = sha256): Uint8Array {
  const chunks = modelChunks(file);
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const bytes = new Uint8Array(length + DIGEST_BYTES);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  bytes.set(hash(bytes.subarray(0, length)), length);
  return bytes;
}

/**
 * The model that bytes hold, its arrays views of them. Throws ConfigError, saying what was found and what is expected, when they are
 * not whole or not such a file. Whether the state is one of its algorithm is looked at when the model is opened.
 */
export function decodeModel(bytes: Uint8Array, name = 'model file', hash: HashBytes = sha256): ModelFile {
  const fault = (found: string): ConfigError => new ConfigError([`${name}: ${found}`]);
  const headerBytes = checkFront(bytes, bytes.length, fault);
  const body = bytes.length - DIGEST_BYTES;
  const digest = hash(bytes.subarray(0, body));
  if (digest.some((byte, n) => byte !== bytes[body + n]))
    throw fault('its bytes are not those that were written (sha256); it is damaged');
  const end = FIXED_BYTES + headerBytes;
  // Arrays are looked at where they lie, which needs memory that begins where they can.
  const whole = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  try {
    const json: unknown = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(whole.subarray(FIXED_BYTES, end)),
    );
    const header: unknown = fromJson(json, whole.subarray(end, body));
    requireShape(HEADER, header, name, 'header');
    const { names, ...saved } = header;
    return { saved, ...(names && { names }) };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof TreeFault)
      throw fault(`its header cannot be read: ${printable(error.message)}`);
    throw error;
  }
}

type Fault = (found: string) => ConfigError;

/**
 * The length of the header, from the first FIXED_BYTES bytes of a file of `size`, or all where it has fewer. Throws where they
 * are not those of such a file.
 */
export function checkFront(front: Uint8Array, size: number, fault: Fault): number {
  if (MAGIC.some((byte, n) => front[n] !== byte)) {
    const found = printable(new TextDecoder('latin1').decode(front.subarray(0, MAGIC.length)));
    throw fault(size === 0 ? 'it is empty' : `it begins with '${found}'; it is no model of shoplab`);
  }
  if (size < FIXED_BYTES + DIGEST_BYTES) throw fault(`${size} bytes; it is cut short`);
  const view = new DataView(front.buffer, front.byteOffset, FIXED_BYTES);
  const version = view.getUint32(8, true);
  if (version !== VERSION)
    throw fault(`its layout is version ${version}; this program reads version ${VERSION}`);
  const length = view.getBigUint64(16, true);
  if (length !== BigInt(size))
    throw fault(`${size} bytes; it says that it has ${length}: it is cut short or damaged`);
  const headerBytes = view.getUint32(12, true);
  if (headerBytes % ALIGNMENT !== 0 || headerBytes > size - FIXED_BYTES - DIGEST_BYTES)
    throw fault(`a header of ${headerBytes} bytes does not fit its ${size} bytes: it is damaged`);
  return headerBytes;
}
