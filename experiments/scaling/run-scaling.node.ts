/** Every algorithm at every point, one after another; records filed by rename, and those that stand are not measured again. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { algorithmNamed } from '../../algorithms/fitting.ts';
import { completeParams } from '../../algorithms/parts.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { revision } from '../../datasets/revision.node.ts';
import { openSwept } from '../filing.node.ts';
import { machineNow } from '../host.node.ts';
import { writeJson } from '../run-store.node.ts';
import {
  type CostInputs,
  type CostRecord,
  costId,
  type Point,
  type ScalingFile,
  type Sizes,
} from './scaling-record.ts';

export interface ScalingOptions {
  readonly out: string;
  readonly base: Sizes;
  readonly points: readonly Point[];
  readonly algorithms: readonly string[];
  readonly threads: number;
  readonly seed: string;
  readonly version: string;
  readonly command: string;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number, under?: string): void;
}

export interface ScalingOutcome {
  readonly file: ScalingFile;
  readonly records: readonly CostRecord[];
  /** Found filed. */
  readonly resumed: number;
}

export const costsFolder = (out: string): string => join(out, 'costs');
const costFile = (out: string, id: string): string => join(costsFolder(out), `${id}.json`);

/** Throws ConfigError for an algorithm that makes no lists; a fit that fails is a record. */
export async function runScaling(options: ScalingOptions): Promise<ScalingOutcome> {
  const { out, points, algorithms, seed, threads, base, command, signal, onStage } = options;
  const host = machineNow(options.version);
  const asked = algorithms.flatMap((name) => {
    const algorithm = algorithmNamed(name);
    if (algorithm.task !== 'rank')
      throw new ConfigError([
        `scale: ${name} has task '${algorithm.task}'; lists are measured, of task 'rank'`,
      ]);
    const params: unknown = completeParams(name).parse({});
    return points.map(({ axis, factor, ...sizes }) => {
      const inputs: CostInputs = {
        algorithm: { name, definition: algorithm.id, params },
        sizes,
        seed,
        threads,
        host,
      };
      return { axis, factor, label: name, inputs, id: costId(inputs) };
    });
  });
  await openSwept(out, costsFolder(out));
  const file: ScalingFile = {
    schema: 'shoplab.scaling-set/1',
    base,
    points: asked.map(({ axis, factor, label, id }) => ({ axis, factor, label, id })),
    ...{ host, threads, seed, command },
  };
  await writeJson(join(out, 'scaling.json'), file);
  const records = new Map<string, CostRecord>();
  let resumed = 0;
  for (const [index, { id, inputs, label, factor, axis }] of asked.entries()) {
    signal.throwIfAborted();
    onStage('points', index, asked.length, `${label}, ${factor} x ${axis}`);
    if (records.has(id)) continue;
    const found = await readCost(out, id);
    if (found?.status === 'measured') resumed++;
    const record = found?.status === 'measured' ? found : await measure(inputs, id, signal);
    if (record !== found) await writeJson(costFile(out, id), record);
    records.set(id, record);
  }
  onStage('points', asked.length, asked.length);
  return { file, records: [...records.values()], resumed };
}

/** The record with this id; null where there is none. Throws where it is damaged. */
export async function readCost(out: string, id: string): Promise<CostRecord | null> {
  const path = costFile(out, id);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  let record: CostRecord;
  try {
    record = JSON.parse(text) as CostRecord;
  } catch (error) {
    throw new Error(`${path}: not JSON (${(error as Error).message}); remove the file to measure it again`);
  }
  if (record?.schema !== 'shoplab.scaling/1' || costId(record.inputs) !== id)
    throw new Error(`${path}: not the record of these inputs; remove the file to measure it again`);
  return record;
}

async function measure(inputs: CostInputs, id: string, signal: AbortSignal): Promise<CostRecord> {
  const head = { schema: 'shoplab.scaling/1', id, inputs, ...revision() } as const;
  const load = loadavg()[0]!;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [processFile(), JSON.stringify(inputs)], {
      signal,
      maxBuffer: 2 ** 20,
    });
    return { ...head, status: 'measured', cost: JSON.parse(stdout), load };
  } catch (error) {
    signal.throwIfAborted();
    const { stderr = '', message } = error as Error & { stderr?: string };
    const [said] = /^\w*Error: .*$/m.exec(stderr) ?? [message.split('\n')[0]!];
    return { ...head, status: 'failed', error: said };
  }
}

/** What the build leaves: beside this file when this file is compiled, else under dist/. */
function processFile(): string {
  const name = 'point-process.node.js';
  const url = import.meta.url.endsWith('.ts')
    ? new URL(`../../dist/experiments/scaling/${name}`, import.meta.url)
    : new URL(`./${name}`, import.meta.url);
  return fileURLToPath(url);
}
