/** All splits, by the name that a study writes. */

import { fixed } from './fixed.ts';
import { globalTime } from './global-time.ts';
import { kFold } from './k-fold.ts';
import { leaveLastN } from './leave-last-n.ts';
import { random } from './random.ts';
import type { Split } from './split.ts';

export const SPLITS = {
  'global-time': globalTime,
  'leave-last-n': leaveLastN,
  random,
  'k-fold': kFold,
  fixed,
} as const satisfies Record<string, Split>;
