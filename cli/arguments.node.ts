/** Parsers of option values, shared by commands. Each error names the value and the rule. */

import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';

export const DEFAULT_THREADS = availableParallelism();
const MOST_THREADS = 256;

/** A whole number from 1 to 256. */
export function threadCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST_THREADS)
    throw new InvalidArgumentError(`'${text}' is not a whole number from 1 to ${MOST_THREADS}.`);
  return value;
}

/** A whole number from 1 to 1000. */
export function wholeFrom1(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError(`'${text}' is not a whole number from 1 to 1000.`);
  return value;
}

/** A port: 1 to 65535. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError(`'${text}' is not a port, a whole number from 1 to 65535.`);
  return value;
}

/** Any finite number. */
export function numberFrom(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError(`'${text}' is no number.`);
  return value;
}

/** Seconds from 0 to a day. */
export function secondsFrom0(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 86_400))
    throw new InvalidArgumentError(`'${text}' is not a number of seconds from 0 to 86400.`);
  return value;
}

/** Parser of a whole number from 1 to `most`. */
export const sizeUpTo =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new InvalidArgumentError(`'${text}' is not a whole number from 1 to ${most}.`);
    return value;
  };

/** Collects a repeatable option. */
export const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** `shard=i/n,round=r`, shards counted from 1. */
export function shardTask(text: string): { shard: number; of: number; round: number } {
  const match = /^shard=(\d{1,6})\/(\d{1,6}),round=(\d{1,6})$/.exec(text);
  const [shard, of, round] = match ? match.slice(1).map(Number) : [];
  if (shard === undefined || of === undefined || round === undefined || shard < 1 || shard > of)
    throw new InvalidArgumentError(`'${text}' is not shard=i/n,round=r with i from 1 to n and r from 0.`);
  return { shard, of, round };
}

/** A whole number from 0. */
export function roundNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(`'${text}' is not a whole number from 0.`);
  return Number(text);
}
