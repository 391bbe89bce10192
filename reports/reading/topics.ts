import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { Chart } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { chartOf, fixed, wholePercent } from './chart-parts.ts';

const WORDS = 4;

/** Share of each topic, the largest first, by its first words. */
export function topicCharts({ topics: found }: ReadingRecord, theme: Theme): Chart[] {
  if (!found || found.topics.length === 0) return [];
  const rows = found.topics.map((topic, n) => ({
    topic: `${n + 1}. ${topic.words.slice(0, WORDS).join(' ')}`,
    share: topic.share,
    npmi: topic.npmi,
    shown: wholePercent(topic.share),
  }));
  const first = found.topics[0]!;
  const planted = found.planted
    ? ` Normalised mutual information with the planted aspects: ${fixed(found.planted.plain.information)} over ${formatCount(found.planted.plain.reviews)} reviews of one sentence and aspect, ${fixed(found.planted.information)} over all ${formatCount(found.planted.reviews)} that speak of one.`
    : '';
  const hasPlanted = found.planted !== undefined;
  const y = rowsOf(
    'topic',
    rows.map(({ topic }) => topic),
  );
  const x = {
    field: 'share',
    type: 'quantitative',
    title: `share of ${found.documents}`,
    axis: { format: '.0%' },
  };
  return [
    chartOf({
      name: 'topics',
      title: `The largest of ${found.count} topics has ${wholePercent(first.share)} of the ${found.documents}: ${first.words.slice(0, WORDS).join(', ')}`,
      subtitle: `${found.method === 'lda' ? 'latent Dirichlet allocation, collapsed Gibbs sampling' : 'non-negative factors of TF-IDF'}; ${formatCount(found.vocabulary)} words, each of the ${found.documents} a document`,
      takeaway: `Mean coherence: NPMI ${fixed(found.meanNpmi)} (1: top words always stand together), C_v ${fixed(found.meanCv)}.${planted}`,
      alt: `Share of the ${found.documents} by topic: ${rows.map(({ topic, shown }) => `${topic} ${shown}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(rows.length),
        padding: { left: 8, top: 8, bottom: 8, right: 60 },
        layer: [
          {
            mark: { type: 'bar', color: theme.accent, height: 16 },
            encoding: {
              y,
              x,
              tooltip: [
                { field: 'topic' },
                { field: 'shown', title: 'share' },
                { field: 'npmi', title: 'NPMI', format: '.3f' },
              ],
            },
          },
          {
            mark: { type: 'text', align: 'left', dx: 8, color: theme.ink },
            encoding: { y, x: { value: 'width' }, text: { field: 'shown' } },
          },
        ],
      },
      table: {
        columns: [
          'topic',
          'share',
          'UMass',
          'NPMI',
          'C_v',
          ...(hasPlanted ? ['planted aspect', 'part of it'] : []),
          'top words',
        ],
        rows: found.topics.map(({ share, umass, npmi, cv, aspect, words }, n) => [
          n + 1,
          share,
          umass,
          npmi,
          cv,
          ...(hasPlanted ? [aspect?.name ?? null, aspect?.share ?? null] : []),
          words.join(' '),
        ]),
      },
    }),
  ];
}
