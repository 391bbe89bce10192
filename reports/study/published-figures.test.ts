import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../experiments/run-record.ts';
import { publishedTable } from '../page/page-tables.ts';
import { resultsPage } from '../results-page.ts';
import { holdFigures } from './published-figures.ts';
import { studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

const figure = (value: number, tolerance?: number) => ({
  ...{ label: 'a', metric: 'recall@20', value, source: 'a paper' },
  ...(tolerance !== undefined && { tolerance }),
});

/** A run with one estimate of recall@20, and one of it by groups that must not be taken. */
function run(label: string, mean: number | null, repeats = 'exclude', status = 'done'): RunRecord {
  const estimate = {
    definition: 'recall.v1+exclude@20',
    name: 'recall',
    cutoff: 20,
    mean,
    low: null,
    high: null,
    n: 3,
  };
  const grouped = { ...estimate, definition: 'recall.v1[region]+exclude@20', mean: 0.9 };
  return {
    status,
    inputs: { repeats, algorithm: { label } },
    result: { estimates: [grouped, estimate] },
  } as unknown as RunRecord;
}

describe('published figures', () => {
  it('are held against the mean of the runs, of all seeds and folds', () => {
    const runs = [run('a', 0.25), run('b', 0.9), run('a', 0.27)];
    const [held] = holdFigures([figure(0.25, 0.02)], runs);
    expect(held).toMatchObject({ measured: 0.26, runs: 2, verdict: 'within' });
    expect(held!.difference).toBeCloseTo(0.01, 12);
    expect(holdFigures([figure(0.25, 0.009)], runs)[0]!.verdict).toBe('outside');
    expect(holdFigures([figure(0.27, 0.009)], runs)[0]!.verdict).toBe('outside');
  });

  it('claim nothing without a tolerance', () => {
    expect(holdFigures([figure(0.9)], [run('a', 0.1)])[0]).toMatchObject({ verdict: 'shown' });
  });

  it('take the first mode of repeats alone', () => {
    expect(holdFigures([figure(0.2, 0.01)], [run('a', 0.2), run('a', 0.8, 'include')])[0]).toMatchObject({
      measured: 0.2,
      verdict: 'within',
    });
  });

  it('have nothing to be held against where a run is missing, failed or without a value', () => {
    for (const runs of [
      [],
      [run('b', 0.2)],
      [run('a', 0.2), run('a', null)],
      [run('a', 0.2), run('a', 0.2, 'exclude', 'failed')],
    ])
      expect(holdFigures([figure(0.2, 0.01)], runs)[0]).toMatchObject({ measured: null, verdict: 'missing' });
  });
});

describe('the page of results', () => {
  const { study, records } = studyFixture({ labels: ['als', 'bpr'], traces: { bpr: ['loss'] } });
  const done = records.filter((record) => record.status === 'done');
  const text = resultsPage([
    {
      ...{
        name: 'made-up',
        title: 'Made up',
        command: 'npx shoplab run made-up',
        data: { title: 'No data' },
      },
      ...{ primary: study.primary, records: done },
      published: [
        { label: 'als', metric: 'ndcg@10', value: 0.5, tolerance: 0.001, source: 'paper | page 3' },
      ],
    },
  ]);

  it('has a row for each figure and each algorithm, and the curve of the first run', () => {
    const mean = done
      .filter(({ inputs }) => inputs.algorithm.label === 'als' && inputs.repeats === 'exclude')
      .map(
        (record) =>
          record.result.estimates.find(({ name, cutoff }) => name === 'ndcg' && cutoff === 10)!.mean!,
      )
      .reduce((sum, value, _, all) => sum + value / all.length, 0);
    expect(text).toContain(`| als | ndcg@10 | 0.5000 | ${mean.toFixed(4)} |`);
    expect(text).toContain('| outside | paper \\| page 3 |');
    expect(text).toMatch(/\n\| bpr \| 2 \|/);
    expect(text).toMatch(/\| bpr: loss \| epoch 1 \| epoch 2 \| epoch 3 \|/);
    expect(text).not.toMatch(/als: loss/);
  });
});

describe("the report's table of published figures", () => {
  const records = studyFixture({ labels: ['als', 'bpr'] });

  it('has a row a figure, says where one is missed, and is not there without figures', () => {
    expect(publishedTable(studyView(records))).toBeNull();
    const published = [{ label: 'bpr', metric: 'ndcg@10', value: 0.9, tolerance: 0.01, source: 'paper <1>' }];
    const table = publishedTable(studyView({ ...records, study: { ...records.study, published } }))!.html;
    expect(table).toContain('Beside published figures');
    expect(table).toMatch(/<th scope="row">bpr<\/th><td>ndcg@10<\/td><td class="number">0\.9000<\/td>/);
    expect(table).toContain('<td class="failed">outside</td>');
    expect(table).toContain('paper &lt;1&gt;');
  });
});
