/** Sections of a scenario on time: seasons, event days, shocks. */

import { z } from 'zod';
import { curve, real, whole } from './scenario-fields.ts';

const MONTH_AND_DAY = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const name = z.string().min(1).max(60).meta({ description: 'name, as it is filed' });

const eventDay = z.strictObject({
  name,
  from: z
    .union([z.string().regex(MONTH_AND_DAY, 'must be a month and a day, MM-DD'), z.int().min(0).max(3649)])
    .meta({ description: 'first day: MM-DD, every year, or a day of the log from 0' }),
  days: whole(1, 366, 1, 'length', { unit: 'days' }),
  visits: real(0, 50, 1, 'visits over those of another day'),
  spend: real(-10, 10, 0, 'rise of the logit of carting a clicked item'),
});

const seasonOfDepartment = z.strictObject({
  department: whole(0, 11, 0, 'department, from 0'),
  amplitude: real(0, 10, 0, 'utility of the department’s items at the peak over that of the yearly mean'),
  peakMonth: whole(1, 12, 1, 'month in whose middle the peak is; the trough is half a year away'),
});

export const season = z
  .strictObject({
    months: curve(12, Array(12).fill(1), 'relative visits of a day in January to December', {
      source: 'November 2.7 times January: UCI Online Retail, a shop of gifts',
    }),
    eventDays: z.array(eventDay).max(50).default([]).meta({ description: 'days that are not like others' }),
    departments: z
      .array(seasonOfDepartment)
      .max(12)
      .default([])
      .meta({ description: 'departments that are wanted more at one time of the year' }),
  })
  .prefault({})
  .meta({ description: 'the year' });

export const shocks = z
  .array(
    z.strictObject({
      name,
      from: whole(0, 3649, 0, 'first day of the log, from 0', { unit: 'days' }),
      days: whole(1, 3650, 1, 'length', { unit: 'days' }),
      visits: real(0, 50, 1, 'visits over those of another day'),
      department: z
        .int()
        .min(0)
        .max(11)
        .optional()
        .meta({ description: 'department whose demand and prices it moves; all when left out' }),
      demand: real(-20, 20, 0, 'rise of the utility of the items that it moves'),
      supply: real(0.1, 50, 1, 'lead times of suppliers over those of another day'),
      price: real(0.1, 10, 1, 'prices of the items that it moves over those of another day'),
    }),
  )
  .max(50)
  .default([])
  .meta({ description: 'what happens once: a heat wave, a strike, a rise of costs' });
