/** The summary of a study of loops, made up. */

import type { LoopStudyFile, LoopSummary } from '../../experiments/loops/loop-record.ts';
import type { LoopView } from './view.ts';

const LABELS = ['mine', 'none', 'random', 'popularity', 'oracle'];
const MEASURES = [
  'shown.interJaccard',
  'engaged.interJaccard',
  'latent.interJaccard',
  'realisedUtility',
  'sellersSelling',
];

export const study: LoopStudyFile = {
  schema: 'shoplab.loop-study/1',
  kind: 'loop',
  ...{ name: 'mine', title: 'Alike <or> not', description: 'What it asks.' },
  world: { name: 'tiny', title: 'Tiny shop', rounds: 4, round: 'day' },
  seeds: ['1', '2', '3'],
  policies: LABELS.map((label) => ({ label, role: label === 'mine' ? 'policy' : 'control' })),
  every: 1,
  measure: { every: 2, over: 'window', pairs: 10 },
  definitions: ['interJaccard', 'realisedUtility', 'sellersSelling'].map((name) => ({
    ...{ id: `${name}.v1`, name, doc: `what ${name} says`, unit: 'share', direction: 'none' as const },
  })),
  leaks: ['row-from-the-future'],
  runs: [],
  text: 'kind: loop\n',
  command: 'npx shoplab run mine',
};

/** One summary from differences of `mine` to every control at the end: [mean, half width], no half width with one world. */
export function summaryOf(
  difference: (measure: string, control: string) => readonly [number, number | null],
): LoopSummary {
  const band = (mean: number, half: number | null) => ({
    mean: [mean, mean],
    low: [half === null ? null : mean - half, half === null ? null : mean - half],
    high: [half === null ? null : mean + half, half === null ? null : mean + half],
    worlds: [3, 3],
  });
  return {
    schema: 'shoplab.loop-summary/1',
    ...{ level: 0.95, rounds: [2, 4], failed: [], records: '' },
    bands: LABELS.flatMap((label) => MEASURES.map((measure) => ({ label, measure, ...band(0.25, 0.01) }))),
    changes: LABELS.flatMap((label) =>
      MEASURES.map((measure) => ({ label, measure, mean: -0.1, low: -0.15, high: -0.05, worlds: 3 })),
    ),
    differences: LABELS.slice(1).flatMap((control) =>
      MEASURES.map((measure) => ({
        label: 'mine',
        control,
        measure,
        ...band(...difference(measure, control)),
      })),
    ),
  };
}

export const view = (difference: Parameters<typeof summaryOf>[0]): LoopView => ({
  study,
  summary: summaryOf(difference),
});
export const MORE = view(() => [0.031, 0.003]);
