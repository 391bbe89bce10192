/** Every kind of study besides fits on folds, by the name after `kind:`. */

import type { StudyKind } from './kind.ts';

export const STUDY_KINDS = {
  'offline-truth': async () => (await import('../off-policy/truth/offline-truth.node.ts')).OFFLINE_TRUTH,
} as const satisfies Record<string, () => Promise<unknown>>;

export type KindName = keyof typeof STUDY_KINDS;

/** A kind as seen by whoever runs any of them. */
export const kindNamed = async (name: KindName): Promise<StudyKind> =>
  (await STUDY_KINDS[name]()) as unknown as StudyKind;
