/** When it happens: hours of the week, and the course of the days. */

import { isAbsent } from '../../datasets/data-figures/absent.ts';
import { type Course, type MomentFigures, WEEKDAYS } from '../../datasets/data-figures/moments.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { amount, barsSpec, dataChart, gridSpec } from './data-marks.ts';
import { AMOUNTS } from './marks.ts';

const SHORT = WEEKDAYS.map((day) => day.slice(0, 3));
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));
const DAY_MS = 86_400_000;

const spanWords = ({ first, days }: MomentFigures): string =>
  days === 1 ? `on ${first}` : `${plural(days, 'day')} from ${first}`;

/** Mean of each hour of the week over the days that the data has of that weekday. */
function hourChart(theme: Theme, moments: MomentFigures, { of, n, hours }: Course): Chart[] {
  if (hours === null) return [];
  const cells = hours.flatMap((count, at) => {
    const weekday = Math.floor(at / 24);
    const days = moments.daysOfWeekday[weekday]!;
    return days === 0
      ? []
      : [
          {
            weekday: SHORT[weekday]!,
            hour: HOURS[at % 24]!,
            count,
            mean: count / days,
            told: amount(count / days),
          },
        ];
  });
  const rows = SHORT.filter((_, day) => moments.daysOfWeekday[day]! > 0);
  const byMean = cells.toSorted((a, b) => b.mean - a.mean);
  const [most, least] = [byMean[0]!, byMean.at(-1)!];
  const name = (cell: typeof most) => `${WEEKDAYS[SHORT.indexOf(cell.weekday)]} at ${cell.hour}`;
  const byHour = sumsByHour(cells);
  const [highest, lowest] = [byHour[0]!, byHour.at(-1)!];
  const each = n / cells.length;
  return [
    dataChart({
      name: `data-hours-${of}`,
      title: `Most ${of} fall between ${clock(highest)} (${percent(highest.n / n)} of all), fewest between ${clock(lowest)} (${percent(lowest.n / n)})`,
      subtitle: `${of} an hour, mean over the days of each weekday, n = ${formatCount(n)} in ${spanWords(moments)}; full colour: ${most.told}`,
      takeaway: `The fullest hour of the week is ${name(most)} with ${most.told}. A cell stands for ${amount(each)} ${of} on average, which chance alone moves by ${amount(Math.sqrt(each))} either way (Poisson).`,
      alt: `Heat map of weekdays by hour: ${rows.map((weekday) => `${weekday} ${amount(cells.filter((cell) => cell.weekday === weekday).reduce((sum, { mean }) => sum + mean, 0))} a day`).join(', ')}; most ${name(most)} ${most.told}, least ${name(least)} ${least.told}.`,
      spec: gridSpec(theme, cells, {
        rows: { field: 'weekday', title: null, domain: rows },
        columns: {
          field: 'hour',
          title: 'hour of the day',
          domain: HOURS,
          labels: HOURS.filter((_, hour) => hour % 3 === 0),
        },
        value: 'mean',
        most: most.mean,
        cellHeight: 26,
        tooltip: [
          { field: 'weekday', title: 'weekday' },
          { field: 'hour', title: 'hour' },
          { field: 'told', title: `${of} an hour` },
          { field: 'count', title: 'in all', format: ',' },
        ],
      }),
      table: {
        columns: ['weekday', 'hour', of, `${of} an hour`],
        rows: cells.map(({ weekday, hour, count, mean }) => [weekday, Number(hour), count, mean]),
      },
    }),
  ];
}

interface HourSum {
  readonly hour: number;
  readonly n: number;
}

/** Most first. */
const sumsByHour = (cells: readonly { readonly hour: string; readonly count: number }[]): HourSum[] =>
  HOURS.map((hour, at) => ({
    hour: at,
    n: cells.filter((cell) => cell.hour === hour).reduce((sum, { count }) => sum + count, 0),
  })).toSorted((a, b) => b.n - a.n);

const clock = ({ hour }: HourSum): string => `${hour}:00 and ${hour + 1}:00`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Where the data knows days and no hours. */
function weekdayChart(theme: Theme, moments: MomentFigures, { of, n, hours, weekdays }: Course): Chart[] {
  if (hours !== null || moments.days < 7) return [];
  const rows = SHORT.map((weekday, day) => ({
    weekday,
    count: weekdays[day]!,
    mean: weekdays[day]! / moments.daysOfWeekday[day]!,
    told: amount(weekdays[day]! / moments.daysOfWeekday[day]!),
  }));
  const sorted = rows.toSorted((a, b) => b.mean - a.mean);
  const full = (weekday: string) => WEEKDAYS[SHORT.indexOf(weekday)];
  return [
    dataChart({
      name: `data-weekdays-${of}`,
      title: `There are most ${of} on ${full(sorted[0]!.weekday)}, ${sorted[0]!.told} a day; least on ${full(sorted.at(-1)!.weekday)}, ${sorted.at(-1)!.told}`,
      subtitle: `${of} a day, mean over the days of each weekday, n = ${formatCount(n)} in ${spanWords(moments)}; the data knows no hours`,
      takeaway: '',
      alt: `Bars: ${rows.map(({ weekday, told }) => `${weekday} ${told}`).join(', ')}.`,
      spec: barsSpec(theme, rows, {
        field: 'weekday',
        title: 'weekday',
        domain: SHORT,
        value: { field: 'mean', title: `${of} a day`, axis: AMOUNTS },
        tooltip: [
          { field: 'weekday', title: 'weekday' },
          { field: 'told', title: `${of} a day` },
          { field: 'count', title: 'in all', format: ',' },
        ],
      }),
      table: {
        columns: ['weekday', of, `${of} a day`],
        rows: rows.map(({ weekday, count, mean }) => [weekday, count, mean]),
      },
    }),
  ];
}

function dayChart(theme: Theme, moments: MomentFigures, { of, n, days }: Course): Chart[] {
  if (days.length < 2) return [];
  const start = Date.parse(`${moments.first}T00:00:00Z`);
  const points = days.map((count, at) => {
    const length = Math.min(moments.step, moments.days - at * moments.step);
    const date = new Date(start + at * moments.step * DAY_MS).toISOString().slice(0, 10);
    return { date, count, mean: count / length, told: amount(count / length) };
  });
  const sorted = points.toSorted((a, b) => b.mean - a.mean);
  const [most, least] = [sorted[0]!, sorted.at(-1)!];
  const each = moments.step === 1 ? 'day' : `${moments.step} days from`;
  return [
    dataChart({
      name: `data-days-${of}`,
      title: `Most ${of} ${moments.step === 1 ? 'on' : 'from'} ${most.date}, ${most.told} a day; least ${moments.step === 1 ? 'on' : 'from'} ${least.date}, ${least.told}`,
      subtitle: `${of} a day${moments.step === 1 ? '' : `, mean of ${moments.step} days`}, n = ${formatCount(n)} in ${spanWords(moments)}`,
      takeaway:
        moments.step === 1
          ? ''
          : `The series is long: each point stands for ${moments.step} days, the last for what is left.`,
      alt: `Line over ${plural(points.length, 'point')}: first ${points[0]!.told}, last ${points.at(-1)!.told} a day; most ${most.told} (${most.date}), least ${least.told} (${least.date}).`,
      spec: {
        data: { values: points },
        height: 200,
        layer: [
          {
            mark: { type: 'area', color: theme.accent, opacity: 0.15 },
            encoding: xy(of, moments),
          },
          {
            mark: { type: 'line', color: theme.accent, strokeWidth: 1.6 },
            encoding: xy(of, moments),
          },
          {
            mark: { type: 'point', size: 60, opacity: 0 },
            encoding: {
              ...xy(of, moments),
              tooltip: [
                { field: 'date', title: each },
                { field: 'told', title: `${of} a day` },
                { field: 'count', title: of, format: ',' },
              ],
            },
          },
        ],
      },
      table: {
        columns: [each, of, `${of} a day`],
        rows: points.map(({ date, count, mean }) => [date, count, mean]),
      },
    }),
  ];
}

const xy = (of: string, { days }: MomentFigures) => ({
  x: {
    field: 'date',
    type: 'temporal',
    timeUnit: 'utcyearmonthdate',
    title: null,
    axis: { format: days > 200 ? '%b %Y' : '%b %e', tickCount: 6, labelOverlap: true },
  },
  y: { field: 'mean', type: 'quantitative', title: `${of} a day`, axis: AMOUNTS },
});

/** Ratings by hour, and clicks by day, say little that visits do not. */
const isDrawn = (unit: 'hour' | 'day', { of }: Course, courses: readonly Course[]): boolean =>
  of !== (unit === 'hour' ? 'ratings' : 'clicks') || !courses.some((other) => other.of === 'visits');

export function momentCharts({ figures }: StudyView, theme: Theme): Chart[] {
  if (!figures || isAbsent(figures.moments)) return [];
  const { moments } = figures;
  const { courses } = moments;
  return [
    ...courses
      .filter((course) => isDrawn('hour', course, courses))
      .flatMap((course) => [...hourChart(theme, moments, course), ...weekdayChart(theme, moments, course)]),
    ...courses
      .filter((course) => isDrawn('day', course, courses))
      .flatMap((course) => dayChart(theme, moments, course)),
  ];
}
