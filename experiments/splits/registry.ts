/** All splits, by the name that a study writes. */

import { coldItems } from './cold-items.ts';
import { coldShoppers } from './cold-shoppers.ts';
import { fixed } from './fixed.ts';
import { globalTime } from './global-time.ts';
import { kFold } from './k-fold.ts';
import { leaveLastN } from './leave-last-n.ts';
import { nextItem } from './next-item.ts';
import { random } from './random.ts';
import { shopperTime } from './shopper-time.ts';
import type { Split } from './split.ts';
import { threeWay } from './three-way.ts';

export const SPLITS = {
  'global-time': globalTime,
  'leave-last-n': leaveLastN,
  'shopper-time': shopperTime,
  random,
  'k-fold': kFold,
  fixed,
  'next-item': nextItem,
  'cold-shoppers': coldShoppers,
  'three-way': threeWay,
  'cold-items': coldItems,
} as const satisfies Record<string, Split>;
