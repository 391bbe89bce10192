/** The calendar: what a day is like before anybody comes. Pure functions of the scenario and the round. */

import type { z } from 'zod';
import { createTable, type Table, type TableSpec } from '../../datasets/tables.ts';
import { cos } from '../../numerics/math.ts';
import { weekdayOf } from '../behaviour/arrival.ts';
import type { season, shocks } from '../scenario/scenario-calendar.ts';

type Season = z.infer<typeof season>;
type Shock = z.infer<typeof shocks>[number];
type EventDay = Season['eventDays'][number];

/** The part of a scenario that has to do with time. */
export interface Calendar {
  readonly origin: string;
  readonly arrival: { readonly weekdays: readonly number[] };
  readonly season: Season;
  readonly shocks: readonly Shock[];
}

export const CALENDAR = {
  name: 'calendar',
  doc: 'What was in force in each round.',
  sortKey: ['round'],
  columns: {
    round: { type: 'u32', doc: 'round' },
    visits: { type: 'f64', doc: 'visits to expect over those of a mean day' },
    spend: { type: 'f64', doc: 'rise of the logit of carting a clicked item' },
    supply: { type: 'f64', doc: 'lead times of suppliers over those of another day' },
    events: { type: 'text', doc: 'event days, joined by "|"' },
    shocks: { type: 'text', doc: 'shocks, joined by "|"' },
  },
} as const satisfies TableSpec;
export type CalendarTruth = Table<typeof CALENDAR>;

const MILLISECONDS_A_DAY = 86_400_000;

/** Days since 1970-01-01 of the local day of a round. */
function dayNumber({ origin }: Pick<Calendar, 'origin'>, round: number): number {
  return Math.floor(Date.parse(`${origin.slice(0, 10)}T00:00:00Z`) / MILLISECONDS_A_DAY) + round;
}

/** Weights with mean 1. */
export function weekdayFactors(weights: readonly number[]): number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => (mean > 0 ? weight / mean : 0));
}

/** Visits of a round over those of a mean day: weekday, month, event days, shocks. */
export function activityOf(calendar: Calendar, round: number): number {
  const { arrival, origin, season } = calendar;
  const weekday = weekdayFactors(arrival.weekdays)[(weekdayOf(origin) + round) % 7]!;
  const month = new Date(dayNumber(calendar, round) * MILLISECONDS_A_DAY).getUTCMonth();
  const product = (sum: number, { visits }: { readonly visits: number }): number => sum * visits;
  return [...eventsOn(calendar, round), ...shocksOn(calendar, round)].reduce(
    product,
    weekday * weekdayFactors(season.months)[month]!,
  );
}

/** Rise of the logit of carting. */
export function spendOf(calendar: Calendar, round: number): number {
  return eventsOn(calendar, round).reduce((sum, { spend }) => sum + spend, 0);
}

/** Lead times of purchases made in a round over those of another day. */
export function supplyFactor(calendar: Calendar, round: number): number {
  return shocksOn(calendar, round).reduce((product, { supply }) => product * supply, 1);
}

/** (departments) rise of the utility of the department's items. */
export function demandShifts(calendar: Calendar, round: number, departments: number): Float64Array {
  const shifts = new Float64Array(departments);
  for (const { department, amplitude, peakMonth } of calendar.season.departments) {
    const monthsFromPeak = monthsInto(calendar, round) - (peakMonth - 0.5);
    shifts[department]! += amplitude * cos((2 * Math.PI * monthsFromPeak) / 12);
  }
  for (const { department, demand } of shocksOn(calendar, round)) {
    if (department !== undefined) shifts[department]! += demand;
    else for (let d = 0; d < departments; d++) shifts[d]! += demand;
  }
  return shifts;
}

/** (departments) prices over those of another day. */
export function priceShocks(calendar: Calendar, round: number, departments: number): Float64Array {
  const factors = new Float64Array(departments).fill(1);
  for (const { department, price } of shocksOn(calendar, round)) {
    if (department !== undefined) factors[department]! *= price;
    else for (let d = 0; d < departments; d++) factors[d]! *= price;
  }
  return factors;
}

/** Months since the year began, at noon: 0.5 is the middle of January. */
function monthsInto(calendar: Pick<Calendar, 'origin'>, round: number): number {
  const date = new Date(dayNumber(calendar, round) * MILLISECONDS_A_DAY);
  const month = date.getUTCMonth();
  const length = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return month + (date.getUTCDate() - 0.5) / length;
}

export function shocksOn({ shocks: all }: Pick<Calendar, 'shocks'>, round: number): Shock[] {
  return all.filter(({ from, days }) => round >= from && round < from + days);
}

/** An event of one year may reach into the next. */
export function eventsOn(calendar: Calendar, round: number): EventDay[] {
  const today = dayNumber(calendar, round);
  const year = new Date(today * MILLISECONDS_A_DAY).getUTCFullYear();
  const isOn = (first: number, days: number): boolean => today >= first && today < first + days;
  return calendar.season.eventDays.filter(({ from, days }) => {
    if (typeof from === 'number') return isOn(today - round + from, days);
    const [month, day] = from.split('-').map(Number) as [number, number];
    return [year - 1, year].some((one) => isOn(Date.UTC(one, month - 1, day) / MILLISECONDS_A_DAY, days));
  });
}

/** What was in force in a round: one row. */
export function calendarTruth(calendar: Calendar, round: number): CalendarTruth {
  const rows = createTable(CALENDAR, 1);
  rows.round[0] = round;
  rows.visits[0] = activityOf(calendar, round);
  rows.spend[0] = spendOf(calendar, round);
  rows.supply[0] = supplyFactor(calendar, round);
  rows.events[0] = eventsOn(calendar, round)
    .map((event) => event.name)
    .join('|');
  rows.shocks[0] = shocksOn(calendar, round)
    .map((shock) => shock.name)
    .join('|');
  return rows;
}
