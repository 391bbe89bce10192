import type { ReadingRecord } from '../../experiments/reading/reading-record.ts';
import type { Chart } from '../specs/chart.ts';
import { rowsHeight, rowsOf } from '../specs/marks.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { chartOf, fixed, polarityColour, wholePercent } from './chart-parts.ts';

const POLARITIES = ['negative', 'neutral', 'positive'] as const;

export const aspectCharts = (record: ReadingRecord, theme: Theme): Chart[] => [
  ...countChart(record, theme),
  ...scoreChart(record, theme),
];

/** Texts that speak of each aspect, by polarity, the most spoken of first. */
function countChart({ aspects: found, texts }: ReadingRecord, theme: Theme): Chart[] {
  const told = found?.aspects
    .map((one) => ({ ...one, all: one.negative + one.neutral + one.positive }))
    .filter(({ all }) => all > 0)
    .sort((a, b) => b.all - a.all);
  if (!found || !told?.length) return [];
  const worst = told.toSorted((a, b) => b.negative / b.all - a.negative / a.all)[0]!;
  const rows = told.flatMap((one) =>
    POLARITIES.map((polarity, order) => ({ aspect: one.name, polarity, order, count: one[polarity] })),
  );
  return [
    chartOf({
      name: 'aspects',
      title: `Most speak of ${told[0]!.name}; ${worst.name} is blamed most often, by ${wholePercent(worst.negative / worst.all)} of those who name it`,
      subtitle: `${formatCount(texts)} texts; ${found.method === 'learnt' ? 'aspects and polarities as learnt from labelled texts' : 'aspects and polarities by lists of words'}`,
      takeaway: `Spoken of: ${told.map(({ name, all }) => `${name} ${wholePercent(all / texts)}`).join(', ')} of the texts.`,
      alt: `Texts by aspect and polarity: ${told.map(({ name, negative, neutral, positive }) => `${name} ${negative} negative, ${neutral} neutral, ${positive} positive`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(told.length),
        mark: { type: 'bar', height: 16 },
        encoding: {
          y: rowsOf(
            'aspect',
            told.map(({ name }) => name),
          ),
          x: { field: 'count', type: 'quantitative', title: 'texts', stack: 'zero' },
          color: polarityColour(theme),
          order: { field: 'order', type: 'quantitative' },
          tooltip: [
            { field: 'aspect' },
            { field: 'polarity' },
            { field: 'count', title: 'texts', format: ',' },
          ],
        },
      },
      table: {
        columns: ['aspect', ...POLARITIES],
        rows: told.map(({ name, negative, neutral, positive }) => [name, negative, neutral, positive]),
      },
    }),
  ];
}

/** F1 of each aspect and polarity by method, against the truth. */
function scoreChart({ aspects }: ReadingRecord, theme: Theme): Chart[] {
  const scores = aspects?.scores;
  if (!scores) return [];
  const methods = scores.methods.map(({ method }) => method);
  const rows = scores.methods.flatMap(({ method, aspects: a, polarities: p }) =>
    [...a, ...p].map((row) => ({ method, ...row })),
  );
  const names = [...new Set(rows.map(({ name }) => name))];
  const f1Of = (method: string) => scores.methods.find((one) => one.method === method)!;
  const looks = (range: readonly unknown[]) => ({
    field: 'method',
    type: 'nominal',
    title: null,
    scale: { domain: methods, range },
  });
  const encoding = {
    y: rowsOf('name', names),
    x: { field: 'f1', type: 'quantitative', title: 'F1, higher is better \u2192', scale: { domain: [0, 1] } },
  };
  return [
    chartOf({
      name: 'aspect-scores',
      title: `Against the truth: macro-F1 of aspects ${scores.methods.map(({ method, aspectMacroF1 }) => `${fixed(aspectMacroF1)} ${method}`).join(', ')}`,
      subtitle: `${formatCount(scores.texts)} texts that nothing was learnt of; learnt from ${formatCount(scores.learntFrom)} others`,
      takeaway: `Aspect and polarity both right, macro-F1: ${methods.map((method) => `${method} ${fixed(f1Of(method).opinionMacroF1)}`).join(', ')}. A polarity counts only with its aspect.`,
      alt: `F1 by aspect and polarity: ${rows.map(({ method, name, f1 }) => `${name} ${method} ${fixed(f1)}`).join('; ')}.`,
      spec: {
        data: { values: rows },
        height: rowsHeight(names.length),
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          ...encoding,
          color: looks([theme.series[1], theme.series[0]]),
          shape: looks(['square', 'circle']),
          tooltip: [
            { field: 'name' },
            { field: 'method' },
            { field: 'precision', format: '.3f' },
            { field: 'recall', format: '.3f' },
            { field: 'f1', title: 'F1', format: '.3f' },
            { field: 'support', title: 'labelled so', format: ',' },
          ],
        },
      },
      table: {
        columns: ['method', 'aspect or polarity', 'labelled so', 'precision', 'recall', 'F1'],
        rows: rows.map(({ method, name, support, precision, recall, f1 }) => [
          method,
          name,
          support,
          precision,
          recall,
          f1,
        ]),
      },
    }),
  ];
}
