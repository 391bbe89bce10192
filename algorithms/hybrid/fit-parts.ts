import type { FitRun, ModelHost, PartSpec, RankModel, TrainingData } from '../algorithm.ts';
import type { SavedModel } from '../model-state.ts';

/** Fits the parts one after the other and keeps what they save. */
export async function fitParts(
  parts: readonly PartSpec[],
  data: TrainingData,
  run: FitRun,
): Promise<SavedModel[]> {
  const saved: SavedModel[] = [];
  for (const part of parts) {
    run.progress(saved.length, parts.length);
    saved.push((await run.fitPart(part, data)).saved);
  }
  run.progress(parts.length, parts.length);
  return saved;
}

export const openParts = (parts: readonly SavedModel[], host: ModelHost): Promise<RankModel[]> =>
  Promise.all(parts.map((saved) => host.openPart(saved)));

/** What explanations call the parts: `item-knn`, and `item-knn 2` where it stands a second time. */
export const partNames = (parts: readonly PartSpec[]): string[] =>
  parts.map(({ name }, i) => {
    const earlier = parts.slice(0, i).filter((part) => part.name === name).length;
    return earlier === 0 ? name : `${name} ${earlier + 1}`;
  });
