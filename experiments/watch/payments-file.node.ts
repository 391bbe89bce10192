/** Payments alone, as JSON Lines in time order: what a payment service keeps, or `shoplab export --to jsonl` sorted by time. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ConfigError } from '../../datasets/config-error.ts';
import type { LogMark, LogSlice, SlicedLog } from './log-slices.node.ts';
import { gatherPayments } from './payment-rows.ts';

const SLICE_ROWS = 8192;
const READ_BYTES = 1 << 20;
const LINE_END = 10;

/**
 * Opens a file of payments: an object a line with the columns of `payments`, of which `time` (seconds) and `amount` (cents) have to be
 * there. Throws ConfigError `file:line ...` on a line that is none, or older than the one before. The file may grow; what was read of it
 * is known by its digest.
 */
export function openPaymentsFile(path: string): SlicedLog {
  return {
    origin: new Date(0).toISOString(),
    digest: 'payments',
    events: Number.NaN,
    async *slices(from = {}, mark) {
      if (mark) await checkFront(path, mark);
      yield* slices(path, from.payments ?? 0);
    },
    close: () => {},
  };
}

/** Throws ConfigError where the file no longer begins with what was read of it. */
async function checkFront(path: string, { bytes, digest }: LogMark): Promise<void> {
  const hash = createHash('sha256');
  let left = bytes;
  for await (const read of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    const own = read.subarray(0, left);
    hash.update(own);
    left -= own.length;
    if (left === 0) break;
  }
  if (left > 0 || hash.digest('hex') !== digest)
    throw new ConfigError([
      `${path}: its first ${bytes} bytes are not those that an earlier watch has read; take another --out, or begin anew with --fresh`,
    ]);
}

async function* slices(path: string, skipped: number): AsyncGenerator<LogSlice> {
  const rows = gatherPayments();
  const hash = createHash('sha256');
  let [number, row, last, from, bytes] = [0, 0, 0, skipped, 0];
  /** What was gathered, which ends where hash and bytes are. */
  const slice = (until: number): LogSlice => {
    const payments = rows.take(from);
    const mark = { bytes, digest: hash.copy().digest('hex') };
    const own = { tables: { payments }, until, from: { payments: from }, mark };
    from += payments.length;
    return own;
  };
  for await (const lines of wholeLines(path)) {
    let hashed = 0;
    const hashTo = (end: number): void => {
      hash.update(lines.subarray(hashed, end));
      bytes += end - hashed;
      hashed = end;
    };
    for (let start = 0; start < lines.length; ) {
      const found = lines.indexOf(LINE_END, start);
      const end = found < 0 ? lines.length : found + 1;
      number++;
      if (!isBlank(lines, start, end) && row++ >= skipped) {
        const time = rows.read(lines.toString('utf8', start, end), path, number);
        if (time < last)
          throw new ConfigError([
            `${path}:${number} time ${time} is before that of the line before it, ${last}; sort the file by time`,
          ]);
        // Cut between seconds, so that a slice holds all that is older than what follows.
        if (rows.length >= SLICE_ROWS && time > last) {
          hashTo(start);
          yield slice(time);
        }
        last = time;
        rows.add();
      }
      start = end;
    }
    hashTo(lines.length);
  }
  yield slice(Number.POSITIVE_INFINITY);
}

/** The file in stretches that end where lines do. */
async function* wholeLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const read of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
    const end = read.lastIndexOf(LINE_END) + 1;
    if (end > 0) yield Buffer.concat([...rest.splice(0), read.subarray(0, end)]);
    if (end < read.length) rest = [...rest, read.subarray(end)];
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function isBlank(lines: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (lines[at]! > 32) return false;
  return true;
}
