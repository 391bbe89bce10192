/** One self-contained page from the records of a benchmark. */

import { dataTable, factList, verbatim } from '../page/page-tables.ts';
import { hostFacts } from '../page/provenance.ts';
import { onePage } from '../page/sections.ts';
import { type Site, siteSection } from '../page/site.ts';
import type { Chart, ChartTable } from '../specs/chart.ts';
import { formatCount, formatSeconds } from '../text/format.ts';
import { type Html, html } from '../text/html.ts';
import { PAGE_THEME, type Theme } from '../theme.ts';
import { growth } from './growth.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { standing } from './standing.ts';
import { sizeWords, type ThroughputView } from './view.ts';

const SECTIONS = {
  standing: { heading: 'Users a second', charts: standing },
  latency: { heading: 'How long one user waits', charts: latency },
  growth: { heading: 'Growth', charts: growth },
  memory: { heading: 'Memory', charts: memory },
} as const satisfies Record<
  string,
  { heading: string; charts: (view: ThroughputView, theme: Theme) => Chart[] }
>;

export interface ThroughputSection {
  readonly id: string;
  readonly heading: string;
  readonly charts: readonly Chart[];
}

/** Sections that have something to draw. */
export const throughputSections = (view: ThroughputView, theme: Theme): ThroughputSection[] =>
  Object.entries(SECTIONS)
    .map(([id, { heading, charts }]) => ({ id, heading, charts: charts(view, theme) }))
    .filter(({ charts }) => charts.length > 0);

export const TITLE = 'How fast lists are made';

export function throughputSite(view: ThroughputView): Site {
  const sections = [
    ...throughputSections(view, PAGE_THEME).map((section) => siteSection(section)),
    siteSection({ id: 'method', heading: 'Method and provenance' }, { below: methodOf(view) }),
  ];
  const { seed, command } = view.file;
  return onePage(
    TITLE,
    'Exact top-K lists by inner product: the scoring core beside other libraries, on the same factors, in turn, after their answers were compared.',
    sections,
    [
      ...hostFacts(view.hosts),
      ['Seeds', seed],
      ['Digest of the records', view.digest],
      ['Run it again', command],
    ],
  );
}

function methodOf(view: ThroughputView): Html {
  const { file, refused, load } = view;
  const { cpu, cores, node, shoplab } = file.host;
  const absent = file.backends.filter(({ absent: why }) => why !== null);
  return html`${factList([
    ['Machine', `${cpu}, ${cores} cores, load ${load[0].toFixed(1)} to ${load[1].toFixed(1)}`],
    ['Versions', `Node ${node}, shoplab ${shoplab}`],
    [
      'Turns',
      `${file.timing.rounds} rounds of at least ${file.timing.sliceMs} ms, every second one backwards`,
    ],
    ['Seed of the factors', file.seed],
  ])}
<h3>Backends</h3>${dataTable(backendTable(view))}
${absent.length === 0 ? null : html`<p class="doc">Absent: ${absent.map(({ absent: why }) => why).join('; ')}.</p>`}
${refused.map((line) => html`<p class="failed">${line}</p>`)}
<h3>Warm-up, apart from the times above</h3>${dataTable(warmUpTable(view))}
<h3>Run it again</h3>${verbatim('Command', file.command)}`;
}

const backendTable = ({ file }: ThroughputView): ChartTable => ({
  columns: ['backend', 'what', 'version'],
  rows: file.backends.map(({ backend, doc, version }) => [backend, doc, version]),
});

const warmUpTable = ({ points }: ThroughputView): ChartTable => ({
  columns: [
    'point',
    'backend',
    'taking in the factors',
    'first call',
    'users of it',
    'all before the first turn',
    'users a timed call',
  ],
  rows: points
    .filter(({ point }) => point.main)
    .flatMap(({ point, lanes }) =>
      lanes.map(({ name, measured: { openSeconds, warmUp, batch } }) => [
        `${point.factors}, ${sizeWords(point)}`,
        name,
        formatSeconds(openSeconds),
        formatSeconds(warmUp.firstCallSeconds),
        formatCount(warmUp.firstCallUsers),
        formatSeconds(warmUp.seconds),
        formatCount(batch),
      ]),
    ),
});
