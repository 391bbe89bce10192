/** Estimates on the Open Bandit sample, filed as one record. */

import { join } from 'node:path';
import { loadData } from '../../datasets/public/registry.node.ts';
import { seedWords } from '../../numerics/seed.ts';
import { openSwept } from '../filing.node.ts';
import { hostNow } from '../host.node.ts';
import { writeWhole } from '../run-store.node.ts';
import { evaluateOpenBandit } from './open-bandit.ts';
import type { OpenBanditRecord } from './open-bandit-record.ts';

export interface OpenBanditRun {
  readonly out: string;
  readonly switch: number;
  readonly clip: number | null;
  readonly resamples: number;
  readonly seed: string;
  readonly command: string;
}

const LEVEL = 0.95;

/** Writes `open-bandit.json` in the folder. */
export async function runOpenBandit({
  out,
  command,
  seed,
  clip,
  ...options
}: OpenBanditRun): Promise<OpenBanditRecord> {
  const dataset = await loadData('open-bandit');
  const record: OpenBanditRecord = {
    schema: 'shoplab.open-bandit/1',
    source: dataset.provenance,
    account: dataset.account,
    level: LEVEL,
    resamples: options.resamples,
    seed,
    switch: options.switch,
    clip,
    directions: evaluateOpenBandit(dataset, {
      seed: seedWords(seed),
      resamples: options.resamples,
      level: LEVEL,
      switch: options.switch,
      ...(clip !== null && { clip }),
    }),
    madeBy: hostNow(),
    command,
  };
  await openSwept(out);
  await writeWhole(join(out, 'open-bandit.json'), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}
