/** Peak memory of one lane: a process that reads the factors, answers everyone once with one backend, and tells what it took. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TopKProblem } from '../../algorithms/scoring/backends/backend.ts';

export interface MemoryPeaks {
  /** Resident with the factors read and the backend loaded. */
  readonly baseBytes: number;
  /** The most, after everyone was answered. */
  readonly peakBytes: number;
}

/** What the process is told, beside the columns in files. */
export interface ProbeStart {
  readonly backend: string;
  readonly threads: number;
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
  readonly k: number;
}

const COLUMNS = ['userVectors', 'itemVectors', 'places'] as const;

export async function probeMemory(
  backend: string,
  threads: number,
  problem: TopKProblem,
  signal: AbortSignal,
): Promise<MemoryPeaks> {
  const folder = await mkdtemp(join(tmpdir(), 'shoplab-probe-'));
  try {
    const { users, items, dimensions, k } = problem;
    const start: ProbeStart = { backend, threads, users, items, dimensions, k };
    await writeFile(join(folder, 'start.json'), JSON.stringify(start));
    for (const name of COLUMNS) await writeFile(join(folder, name), problem[name]);
    const { stdout } = await promisify(execFile)(process.execPath, [probeFile(), folder], { signal });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as MemoryPeaks;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `probeMemory` left in a folder. */
export async function readProbe(folder: string): Promise<{ start: ProbeStart; problem: TopKProblem }> {
  const start = JSON.parse(await readFile(join(folder, 'start.json'), 'utf8')) as ProbeStart;
  const [users, items, places] = await Promise.all(
    COLUMNS.map(async (name) => new Uint8Array(await readFile(join(folder, name))).slice().buffer),
  );
  const { threads: _threads, backend: _backend, ...sizes } = start;
  return {
    start,
    problem: {
      ...sizes,
      userVectors: new Float32Array(users!),
      itemVectors: new Float32Array(items!),
      places: new Uint32Array(places!),
    },
  };
}

/** What the build leaves: beside this file when this file is compiled, else under dist/. */
function probeFile(): string {
  const name = 'memory-process.node.js';
  const url = import.meta.url.endsWith('.ts')
    ? new URL(`../../dist/experiments/throughput/${name}`, import.meta.url)
    : new URL(`./${name}`, import.meta.url);
  return fileURLToPath(url);
}
