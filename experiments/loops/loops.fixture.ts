/** Runs studies of loops in this thread. */

import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { type LoopCell, loopCells, type PreparedLoops, prepareLoops, runLoopCell } from './loop-cell.ts';
import type { LoopRun } from './loop-record.ts';
import { LoopStudySchema } from './loop-study.ts';
import type { LoopCheckpoint } from './loop-world.ts';
import { loadWorld } from './run-loop-study.node.ts';

export const prepared = async (told: object): Promise<PreparedLoops> => {
  const study = LoopStudySchema.parse({ kind: 'loop', name: 'planted', title: 'Planted', ...told });
  return prepareLoops(study, await loadWorld({ study, folder: '.' }));
};

export const run = (
  own: PreparedLoops,
  cell: LoopCell,
  hooks: {
    from?: LoopCheckpoint;
    offer?(checkpoint: () => LoopCheckpoint): void;
  } = {},
): Promise<LoopRun> =>
  runLoopCell(own, cell, {
    clock: () => 0,
    now: () => '',
    peakMemoryBytes: () => 0,
    host: { cpu: '', cores: 1, node: '', shoplab: '' },
    threads: 1,
    kernels: kernelHost(1),
    signal: new AbortController().signal,
    onRound: () => {},
    load: async () => hooks.from ?? null,
    offer: async (_, checkpoint) => hooks.offer?.(checkpoint),
  });

/** All loops of the policies with these labels. */
export async function runAll(told: object, labels: readonly string[]): Promise<LoopRun[]> {
  const own = await prepared(told);
  const runs: LoopRun[] = [];
  for (const cell of loopCells(own))
    if (labels.includes(own.policies[cell.policy]!.label)) runs.push(await run(own, cell));
  return runs;
}
