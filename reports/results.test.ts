import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { keptKinds } from '../experiments/kinds/run-kind.node.ts';
import { readFiledLoops, summaryOf } from '../experiments/loops/loop-results.node.ts';
import {
  type FiledResults,
  filedStudies,
  fileResults,
  readResults,
  writeResults,
} from '../experiments/results.node.ts';
import type { DoneRun } from '../experiments/run-record.ts';
import { type LoopsOfStudy, resultsPage } from './results-page.ts';
import { studyFixture, writeFixture } from './study/study-records.fixture.ts';

const ROOT = fileURLToPath(new URL('../results/', import.meta.url));

it('docs/results.md is what the records under results/ say; `npm run results` makes it anew', async () => {
  const studies: FiledResults[] = [];
  const loops: LoopsOfStudy[] = [];
  for (const name of await filedStudies(ROOT)) {
    const whole = await readResults(ROOT, name, 'whole');
    if (whole) studies.push(whole);
    const filed = await readFiledLoops(ROOT, name, 'whole');
    if (filed) loops.push({ ...filed, summary: summaryOf(filed) });
  }
  expect(studies.length).toBeGreaterThan(0);
  expect(readFileSync(new URL('../docs/results.md', import.meta.url), 'utf8')).toBe(
    resultsPage(studies, await keptKinds(ROOT), loops),
  );
});

it('a study that ran to its end is filed with its digests, and a changed result is noticed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoplab-results-'));
  try {
    const records = studyFixture({ labels: ['als', 'bpr'] });
    await writeFixture(join(folder, 'out'), records);
    await fileResults(join(folder, 'out'), join(folder, 'kept'), 'mine', 'whole');
    const filed = (await readResults(join(folder, 'kept'), 'mine', 'whole'))!;
    expect(filed.records).toEqual(records.records);
    expect(await readResults(join(folder, 'kept'), 'mine', 'smoke')).toBeNull();
    expect(await filedStudies(join(folder, 'kept'))).toEqual(['mine']);
    const [first, ...rest] = filed.records;
    const changed = { ...first!, result: { ...first!.result, tieRate: 0.123 } };
    await writeResults(join(folder, 'kept'), 'mine', 'whole', { ...filed, records: [changed, ...rest] });
    await expect(readResults(join(folder, 'kept'), 'mine', 'whole')).rejects.toThrow(
      /does not match its digest/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a study with a run that failed is not filed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shoplab-results-'));
  try {
    await writeFixture(folder, studyFixture({ labels: ['als', 'bpr'], failing: ['als'] }));
    await expect(fileResults(folder, join(folder, 'kept'), 'mine', 'whole')).rejects.toThrow(
      /is failed; run the study/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('the page of a study of examples has its groups, and what has moved', () => {
  const { study, records } = studyFixture({
    labels: ['als', 'bpr'],
    modes: ['include'],
    classes: ['no', 'yes'],
    groups: { kind: ['stolen', 'tested', 'too few'], week: ['week 4', 'too few'] },
    drift: ['hour', 'amount'],
  });
  const done = records.filter((run): run is DoneRun => run.status === 'done');
  const page = resultsPage([
    { ...study, title: 'Which are fraud?', data: study.provenance, published: [], records: done },
  ]);
  expect(page).toContain('Which are fraud? Online Retail (UCI 352).');
  const { definition } = done[0]!.result.groups['kind']![0]!;
  expect(page).toContain(`| ${definition} by kind | stolen | tested |`);
  expect(page).not.toContain('by week');
  expect(page).toContain('| populationStability.v1 of what is told | all | week 4 |');
  expect(page).toContain('| bpr | 0.1000 | n/a |');
  expect(page).toContain('Of 2 features, those that moved most: `hour` 0.300, `amount` 0.150.');
});
