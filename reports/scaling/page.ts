/** One self-contained page from the records of a scaling study. */

import { dataTable, factList, verbatim } from '../page/page-tables.ts';
import { hostFacts } from '../page/provenance.ts';
import { onePage } from '../page/sections.ts';
import { type Site, siteSection } from '../page/site.ts';
import type { Chart } from '../specs/chart.ts';
import { type Html, html } from '../text/html.ts';
import { PAGE_THEME, type Theme } from '../theme.ts';
import { exponentWords, scalingCharts } from './charts.ts';
import { COSTS, type CostName, type ScalingView } from './view.ts';

const HEADINGS: Readonly<Record<CostName, string>> = {
  fit: 'Time to fit',
  list: 'Time of a list',
  memory: 'Memory',
};

const COST_NAMES = Object.keys(COSTS) as CostName[];

export const chartsOf = (view: ScalingView, theme: Theme): Chart[] =>
  COST_NAMES.flatMap((cost) => scalingCharts(view, theme, cost));

const TITLE = 'How costs grow';

export function scalingSite(view: ScalingView): Site {
  const { file } = view;
  const own = COST_NAMES.map((cost) => ({
    id: cost,
    heading: HEADINGS[cost],
    charts: scalingCharts(view, PAGE_THEME, cost),
  })).filter(({ charts }) => charts.length > 0);
  const sections = [
    siteSection(
      { id: 'exponents', heading: 'Exponents' },
      {
        below: html`${exponentTable(
          view,
          own.map(({ id }) => id),
        )}
<p class="doc">Least squares in logarithms over the points that are large enough to be measured, with 95 % intervals. Over so few sizes an exponent is of this range, and not of the limit.</p>`,
      },
    ),
    ...own.map((section) => siteSection(section)),
    siteSection({ id: 'method', heading: 'Method and provenance' }, { below: methodOf(view) }),
  ];
  return onePage(
    TITLE,
    'Shoppers, items and interactions doubled one at a time; a cost that grows as size to the power of 1 doubles with it.',
    sections,
    [
      ...hostFacts(view.hosts),
      ['Seeds', file.seed],
      ['Digest of the records', view.digest],
      ['Run it again', file.command],
    ],
  );
}

function exponentTable({ laws }: ScalingView, costs: readonly CostName[]): Html {
  const axes = [...new Set(laws.map(({ axis }) => axis))];
  const rows = [...new Set(laws.map(({ label }) => label))].flatMap((label) =>
    costs.map((cost) => [
      label,
      COSTS[cost].words,
      ...axes.map((axis) => {
        const law = laws.find((one) => one.label === label && one.axis === axis && one.cost === cost);
        return law ? exponentWords(law) : null;
      }),
    ]),
  );
  return dataTable({ columns: ['algorithm', 'cost', ...axes.map((axis) => `in ${axis}`)], rows });
}

const methodOf = ({ file, failed }: ScalingView): Html => html`${factList([
  ['Machine', `${file.host.cpu}, ${file.host.cores} cores, ${file.threads} threads a fit`],
  ['Versions', `Node ${file.host.node}, shoplab ${file.host.shoplab}`],
  ['Data', 'drawn, Zipf with exponent 0.8 over items, rows that repeat an item summed'],
  ['Memory', 'most resident memory of a process that fits and asks, above that with the data alone'],
  ['Seed', file.seed],
])}
${failed.map((line) => html`<p class="failed">${line}</p>`)}
<h3>Run it again</h3>${verbatim('Command', file.command)}`;
