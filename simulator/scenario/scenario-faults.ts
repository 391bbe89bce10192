/** Section of a scenario on the way of a log to the shop. */

import { z } from 'zod';
import { probability, whole } from './scenario-fields.ts';

export const faults = z
  .strictObject({
    missing: probability(0, 'share of sessions and of actions of which a value is not given'),
    wrongUnit: probability(
      0,
      'share of sessions and of actions with a time in milliseconds or a price in whole units of money',
    ),
    brokenReference: probability(
      0,
      'share of sessions of a shopper, and of actions of a session or an item, that is not there',
    ),
    duplicated: probability(0, 'share of sessions and of actions that are delivered twice'),
    late: probability(0, 'share of sessions and of actions that come in a later batch than their day’s'),
    lateDays: whole(1, 60, 3, 'days by which a late row may come, evenly', { unit: 'days' }),
    outOfOrder: probability(0, 'share of sessions and of actions that stand out of order in their batch'),
    reach: whole(
      1,
      100_000,
      50,
      'rows by which a row may be out of order, and a copy behind its original, evenly',
      {
        unit: 'rows',
      },
    ),
  })
  .prefault({})
  .meta({ description: 'faults of the log as the shop receives it, filed under raw/ beside the clean log' });

export type Faults = z.infer<typeof faults>;

/** Whether any fault can occur, so that raw tables are filed. */
export function hasFaults(rates: Faults): boolean {
  const { missing, wrongUnit, brokenReference, duplicated, late, outOfOrder } = rates;
  return missing + wrongUnit + brokenReference + duplicated + late + outOfOrder > 0;
}
