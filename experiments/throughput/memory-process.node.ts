/** Entry of the process that `probeMemory` starts: prints one JSON line. */

import { createLists } from '../../algorithms/algorithm.ts';
import { isAbsent } from '../../algorithms/scoring/backends/optional-package.node.ts';
import { BACKENDS, type BackendName } from '../../algorithms/scoring/backends/registry.node.ts';
import { peakMemoryBytes } from '../../datasets/peak-memory.node.ts';
import { VERSION } from '../../datasets/version.node.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { readProbe } from './memory-probe.node.ts';

const { start, problem } = await readProbe(process.argv[2]!);
const kernels = kernelHost(start.threads);
const backend = await BACKENDS[start.backend as BackendName].load({
  threads: start.threads,
  kernels,
  version: VERSION,
});
if (isAbsent(backend)) throw new Error(backend.absent);
const baseBytes = process.memoryUsage.rss();
const scorer = await backend.open(problem);
await scorer.recommend(0, problem.users, createLists(problem.users, problem.k));
process.stdout.write(`${JSON.stringify({ baseBytes, peakBytes: peakMemoryBytes() })}\n`);
scorer.close();
kernels.close();
