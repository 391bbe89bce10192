/** What timings depend on besides the code, and the numbers that sum them up. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';

function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return null;
  }
}

/** `changed`: files differ from the revision. `load`: processes that wanted a core over the last minute. */
export function machine() {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: loadavg()[0],
    node: process.version,
    revision: git('rev-parse', '--short', 'HEAD'),
    changed: Boolean(git('status', '--porcelain', '--untracked-files=no')),
  };
}

export const describeMachine = ({ cpu, cores, load, node, revision, changed }) =>
  `${cpu}, ${cores} cores, load ${load.toFixed(2)}, node ${node}, ${revision ?? 'no revision'}${changed ? ' with changes' : ''}`;

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Median and extremes of values[i] / base[i]. */
export function ratiosTo(values, base) {
  const ratios = values.map((value, i) => value / base[i]);
  return { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
}

export const describeRatio = ({ median: middle, least, most }, to) =>
  `x${middle.toPrecision(3)} [${least.toPrecision(3)}, ${most.toPrecision(3)}] ${to}`.trimEnd();

/** 1234567 -> 1.23 M */
export function short(count) {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ]) {
    if (count >= size) return `${(count / size).toPrecision(3)} ${unit}`;
  }
  return count.toPrecision(3);
}

export function duration(ms) {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(4)} s`;
  return ms >= 1 ? `${ms.toPrecision(4)} ms` : `${(ms * 1000).toPrecision(4)} us`;
}
