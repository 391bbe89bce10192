import type { HashBytes } from '../../numerics/digest.ts';
import type { Dataset } from '../dataset.ts';
import { digestDataset } from '../dataset-digest.ts';
import type { PublicData } from './public-data.ts';

/** A data set as read, with where it came from and the digest of its logical content. */
export function withProvenance(
  data: PublicData,
  dataset: Omit<Dataset, 'provenance'>,
  hash: HashBytes,
): Dataset {
  const { name, title, address: source, licence } = data;
  return { ...dataset, provenance: { name, title, source, licence, digest: digestDataset(dataset, hash) } };
}
