/**
 * `--cache DIR` of `shoplab run`: logs of scenarios, folds and fitted models that studies share, by what determines them. A study with another
 * metric, or the same algorithm on the same fold in another study, measures the model that is there in place of fitting it again.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, modelHost } from '../../algorithms/fitting.ts';
import { readModelFile, writeModelFile } from '../../algorithms/model-file.node.ts';
import type { KernelHost } from '../../numerics/kernels/host.ts';
import { openFolder, openSwept, orNotFiled } from '../filing.node.ts';
import { writeJson } from '../run-store.node.ts';
import type { FitCache } from './fit-cache.ts';
import { type FitInputs, fitId } from './fitted-models.ts';

export const logsOfCache = (cache: string): string => join(cache, 'logs');
export const splitsOfCache = (cache: string): string => join(cache, 'splits');
const modelsOfCache = (cache: string): string => join(cache, 'models');

/** Makes the folders of a cache, and removes what dead processes left half-written. */
export async function openCache(cache: string): Promise<void> {
  await openFolder(logsOfCache(cache));
  await openSwept(splitsOfCache(cache), modelsOfCache(cache));
}

/**
 * @param version of this project: models of another are never taken
 * @param onNote told of files that could not be used; they are written anew
 */
export function fitCache(
  cache: string,
  version: string,
  kernels: KernelHost,
  onNote: (line: string) => void,
): FitCache {
  const fileOf = (inputs: FitInputs): string => join(modelsOfCache(cache), fitId(inputs, version));
  return {
    async find(inputs) {
      const file = fileOf(inputs);
      const told = await readFile(`${file}.json`, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (told === null) return null;
      try {
        const { fitSeconds } = JSON.parse(told) as { fitSeconds: number };
        const { saved } = await readModelFile(`${file}.model`);
        return { model: await loadModel(saved, modelHost(kernels)), seconds: fitSeconds };
      } catch (error) {
        onNote(
          `fitted again, for the cache could not be used: ${error instanceof Error ? error.message : error}`,
        );
        return null;
      }
    },
    async keep(inputs, model, seconds) {
      const file = fileOf(inputs);
      await orNotFiled(`${file}.model`, () => writeModelFile(`${file}.model`, { saved: model.save() }));
      // Last: where it stands, the model is whole.
      await writeJson(`${file}.json`, { schema: 'shoplab.fit/1', fitSeconds: seconds, version, inputs });
    },
  };
}
