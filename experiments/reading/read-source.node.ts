/** What is read: a folder of a simulated log, with its truth where that was filed, or a data set by its name. */

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { dataNameFault, loadData } from '../../datasets/public/registry.node.ts';
import { readStore, readTruthTable } from '../../datasets/store/reader.node.ts';
import { EXPERIENCES, REVIEW_ASPECTS } from '../../simulator/filing/life-truth.ts';
import type { ReadingTruth } from './text-source.ts';

export interface ReadingSource {
  /** For the folder of what comes out. */
  readonly name: string;
  readonly dataset: Dataset;
  readonly truth?: ReadingTruth;
}

export async function openReadingSource(logOrName: string, withTruth: boolean): Promise<ReadingSource> {
  if (!existsSync(join(logOrName, 'manifest.json'))) {
    const fault = dataNameFault(logOrName);
    if (fault !== undefined)
      throw new ConfigError([
        `read: ${logOrName} is neither the folder of a log, for it holds no manifest.json, nor a data set: ${fault}`,
      ]);
    return { name: logOrName, dataset: await loadData(logOrName) };
  }
  const { manifest, dataset } = await readStore(logOrName);
  const name = basename(resolve(logOrName));
  const hasTruth = [EXPERIENCES, REVIEW_ASPECTS].every((spec) =>
    Object.hasOwn(manifest.tables, `truth/${spec.name}`),
  );
  if (!withTruth || !hasTruth) return { name, dataset };
  return {
    name,
    dataset,
    truth: {
      aspects: await readTruthTable(logOrName, REVIEW_ASPECTS),
      experiences: await readTruthTable(logOrName, EXPERIENCES),
    },
  };
}
