/** What a study keeps of its fits where it is told to: the name of a model's file, and what stands in it. */

import type { TrainingData } from '../../algorithms/algorithm.ts';
import type { ModelNames } from '../../algorithms/model-file.ts';
import { digestJson } from '../../numerics/digest.ts';
import type { RunInputs } from '../run-record.ts';

/** What of a run's inputs a fit depends on; modes of repeats and metrics share it. */
const fitInputs = ({ data, feedback, split, algorithm, seed, search }: RunInputs): unknown => {
  const { label: _, ...fitted } = algorithm;
  return { data, feedback, split, algorithm: fitted, seed, ...(search && { search }) };
};

/** What determines a fit, with the parameters that it was made with. */
export type FitInputs = ReturnType<typeof fitOf>;

/** @param params those of the fit, which a search may have chosen */
export function fitOf({ data, feedback, split, catalogue, algorithm, seed }: RunInputs, params: unknown) {
  const { label: _, ...fitted } = algorithm;
  return { data, feedback, split, catalogue: catalogue ?? 'trained', algorithm: { ...fitted, params }, seed };
}

/** Digest of a fit and of the version of this project that made it. */
export const fitId = (inputs: FitInputs, version: string): string =>
  digestJson({ inputs, version }).slice(0, 32);

/**
 * `<label>-seed-<seed>-fold-<fold>-<id>.model`, in letters of any file system: `als-seed-1-fold-0-0f3a9c21.model`. The id is that of the
 * fit, so that a study that was changed since never takes the model of another fit for its own.
 */
export function modelFileName(inputs: RunInputs): string {
  const { algorithm, seed, split } = inputs;
  const id = digestJson(fitInputs(inputs)).slice(0, 8);
  return `${plain(algorithm.label)}-seed-${plain(seed)}-fold-${split.fold}-${id}.model`;
}

/** At most 60 letters, digits, dashes, dots within. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 60)
    .replace(/^[-.]+|[-.]+$/g, '') || 'x';

/** Ids and titles as the fit could know them: those who may not be learnt from have none. */
export const namesOf = ({ shoppers, catalog }: TrainingData): ModelNames => ({
  shoppers: shoppers.id,
  items: catalog.id,
  titles: catalog.title,
});
