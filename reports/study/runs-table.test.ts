import { expect, it } from 'vitest';
import { runsTable } from './runs-table.ts';
import { HOSTILE, studyFixture } from './study-records.fixture.ts';
import { studyView } from './study-view.ts';

it('has a row for every run, with its files; of a failed one the reason and no values', () => {
  const view = studyView(studyFixture({ labels: ['als', HOSTILE[0]!], failing: ['als'] }));
  const { html } = runsTable(view);
  expect(html.match(/<tr><th scope="row">/g)).toHaveLength(view.records.length);
  for (const run of view.records) {
    expect(html).toContain(`href="../runs/${run.id}.json"`);
    expect(html.includes(`href="../runs/${run.id}.parquet"`)).toBe(run.status === 'done');
    if (run.status === 'done') expect(html).toContain(run.resultDigest);
  }
  expect(html).toContain('failed: ');
  expect(html).not.toContain(HOSTILE[0]!);
});

it('says how many it leaves out', () => {
  const view = studyView(studyFixture({ labels: ['als'], seeds: 1, modes: ['exclude'] }));
  const { html } = runsTable({ ...view, records: Array.from({ length: 2001 }, () => view.records[0]!) });
  expect(html.match(/<tr><th scope="row">/g)).toHaveLength(2000);
  expect(html).toContain('The first 2,000 of 2,001 runs');
});
