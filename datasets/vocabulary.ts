/** Outside ids (SKUs, customer numbers, MovieLens ids) to dense indices 0, 1, 2 ... in order of first appearance. */

export interface Vocabulary {
  /** How many ids are known. */
  readonly size: number;
  /** Index of `id`; a new id gets the next index. */
  indexOf(id: string): number;
  /** Index of `id`, or undefined when it was never added. */
  find(id: string): number | undefined;
  /** (size) ids by index; a live view, not to be changed. */
  readonly ids: readonly string[];
}

/** A vocabulary that starts with `ids`, in their order; an id that repeats keeps its first index. */
export function createVocabulary(ids: Iterable<string> = []): Vocabulary {
  const known: string[] = [];
  const indices = new Map<string, number>();
  const indexOf = (id: string): number => {
    const index = indices.get(id);
    if (index !== undefined) return index;
    indices.set(id, known.length);
    return known.push(id) - 1;
  };
  for (const id of ids) indexOf(id);
  return {
    get size() {
      return known.length;
    },
    indexOf,
    find: (id) => indices.get(id),
    ids: known,
  };
}
