import { mkdirSync } from 'node:fs';
import { it } from 'vitest';
import { writeReport } from './site.node.ts';
import { HOSTILE, studyFixture, writeFixture } from './study-records.fixture.ts';

it('writes', async () => {
  const many = Array.from({ length: 30 }, (_, i) => `algorithm-${i + 1}`);
  const countries = [
    'Eire',
    'France',
    'Germany',
    'Spain',
    'Italy',
    'Norway',
    'Poland',
    'Japan',
    'USA',
    'Malta',
    'Greece',
    'Cyprus',
    'Israel',
    'Bahrain',
    'United Kingdom',
    'RSA',
  ];
  const cases = {
    seven: { failing: ['content-based'], modes: ['exclude', 'include', 'only'] as const },
    one: { labels: ['als'], seeds: 1 },
    failed: { allFail: true },
    nogroups: { groups: {} },
    rate: { task: 'rate' as const, modes: ['exclude'] as const, labels: SEVENR, seeds: 5 },
    thirty: { labels: many, groups: { region: countries } },
    hostile: { labels: HOSTILE, title: HOSTILE[3]!, groups: { '<b>': HOSTILE } },
  };
  for (const [name, o] of Object.entries(cases)) {
    const dir = `/tmp/h7/${name}`;
    mkdirSync(dir, { recursive: true });
    await writeFixture(dir, studyFixture(o));
    const t = performance.now();
    const r = await writeReport(dir, { onWarning: (m) => console.log(name, 'WARN', m) });
    console.log(name, r.charts.length, (performance.now() - t).toFixed(0), 'ms');
  }
});
const SEVENR = ['bias-baseline', 'knn', 'svd'];
