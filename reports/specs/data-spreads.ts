/** How long histories are: rows of items and of shoppers, orders of shoppers, lines of orders, words of reviews. */

import { type Absent, isAbsent } from '../../datasets/data-figures/absent.ts';
import type { Spread } from '../../datasets/data-figures/spreads.ts';
import type { StudyView } from '../study/study-view.ts';
import { formatCount, formatPercent } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import type { Chart } from './chart.ts';
import { amount, barsSpec, dataChart } from './data-marks.ts';

interface Words {
  readonly name: string;
  /** `items`, of which each has some `what`. */
  readonly things: string;
  readonly what: string;
}

export function spreadChart(theme: Theme, spread: Spread | Absent, { name, things, what }: Words): Chart[] {
  // One class is no spread.
  if (isAbsent(spread) || spread.classes.length < 2) return [];
  const { n, mean, median, p90, most, classes } = spread;
  const rows = classes.map(({ from, to, n: count }) => ({
    many: from === to ? formatCount(from) : `${formatCount(from)}\u2013${formatCount(to)}`,
    count,
    share: count / n,
    told: formatPercent(count / n),
  }));
  return [
    dataChart({
      name: `data-${name}`,
      title:
        median === 1
          ? `Half of the ${things} or more have a single ${what.replace(/s$/, '')}; one in ten more than ${amount(p90)}`
          : `Half of the ${things} have ${amount(median)} ${what} or fewer; one in ten more than ${amount(p90)}`,
      subtitle: `${things} by ${what}, classes that double, n = ${formatCount(n)} with any; mean ${amount(mean)}`,
      takeaway: `The most is ${formatCount(most)}.`,
      alt: `Bars: ${rows.map(({ many, told }) => `${many} ${told}`).join(', ')}.`,
      spec: barsSpec(theme, rows, {
        field: 'many',
        title: what,
        domain: rows.map(({ many }) => many),
        value: { field: 'share', title: `share of ${things}`, axis: { format: '.0~%' } },
        tooltip: [
          { field: 'many', title: what },
          { field: 'count', title: things, format: ',' },
          { field: 'told', title: 'share' },
        ],
      }),
      table: {
        columns: [`${what} from`, 'to', things, 'share'],
        rows: classes.map(({ from, to, n: count }) => [from, to, count, count / n]),
      },
    }),
  ];
}

const ROWS = { order: 'order lines', click: 'clicks', rating: 'ratings' } as const;

export function spreadCharts({ figures }: StudyView, theme: Theme): Chart[] {
  if (!figures || figures.spreads.basis === null) return [];
  const { basis, items, shoppers, orders, lines } = figures.spreads;
  const what = ROWS[basis];
  return [
    ...spreadChart(theme, items, { name: 'items', things: 'items', what }),
    ...spreadChart(theme, shoppers, { name: 'shoppers', things: 'shoppers', what }),
    ...spreadChart(theme, orders, { name: 'orders', things: 'shoppers', what: 'orders' }),
    ...spreadChart(theme, lines, { name: 'baskets', things: 'orders', what: 'lines' }),
  ];
}
