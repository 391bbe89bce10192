import { describe, expect, it } from 'vitest';
import type { Host } from '../../experiments/run-record.ts';
import { abReport } from '../ab/ab.ts';
import { AB } from '../ab/ab-record.fixture.ts';
import { openBanditReport } from '../off-policy/open-bandit.ts';
import { RECORD as OPEN_BANDIT } from '../off-policy/open-bandit-record.fixture.ts';
import { readingSite } from '../reading/page.ts';
import { RECORD as READING } from '../reading/reading-record.fixture.ts';
import { scalingSite } from '../scaling/page.ts';
import { records as COSTS, file as SCALING } from '../scaling/scaling-records.fixture.ts';
import { scalingView } from '../scaling/view.ts';
import { studySite } from '../study/page.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT } from '../theme.ts';
import { throughputSite } from '../throughput/page.ts';
import { FILE as BENCH, RECORDS as POINTS } from '../throughput/throughput-records.fixture.ts';
import { throughputView } from '../throughput/view.ts';
import { hostFacts, recordDigest } from './provenance.ts';
import { sectionedSite } from './sections.ts';
import { type Site, siteFiles } from './site.ts';

const MADE: Host = {
  ...{ cpu: 'Test CPU', cores: 2, node: 'v20.19.0', shoplab: '0.1.0' },
  ...{ commit: '0123456789abcdef0123', dirty: true },
};
const REVISION = { commit: MADE.commit!, dirty: true };
const study = studyFixture({ labels: ['als', 'random'], modes: ['exclude'] });

/** By kind of record: the site with what made it and without. */
const SITES: Readonly<Record<string, (made: boolean) => Site>> = {
  'a study': (made) =>
    studySite(
      studyView({
        ...study,
        records: study.records.map((run) =>
          run.status === 'done' && made
            ? { ...run, measured: { ...run.measured, host: { ...run.measured.host, ...REVISION } } }
            : run,
        ),
      }),
    ),
  'an A/B test': (made) => sectionedSite(abReport({ ...AB, ...(made && { madeBy: MADE }) }, LIGHT)),
  'an off-policy estimate': (made) =>
    sectionedSite(openBanditReport({ ...OPEN_BANDIT, ...(made && { madeBy: MADE }) }, LIGHT)),
  'what reviews say': (made) => readingSite({ ...READING, ...(made && { madeBy: MADE }) }),
  'a benchmark': (made) =>
    throughputSite(
      throughputView(
        BENCH,
        POINTS.map((point) => ({ ...point, ...(made && REVISION) })),
      ),
    ),
  'a scaling study': (made) =>
    scalingSite(
      scalingView(
        SCALING,
        COSTS.map((cost) => ({ ...cost, ...(made && REVISION) })),
      ),
    ),
};

const footOf = (page: string): string => page.split('<footer>')[1]!.split('</footer>')[0]!;
const pagesOf = (site: Site): string[] =>
  siteFiles(site, { libraries: [], page: '', hash: (text) => String(text.length) }).map(({ text }) => text);

describe.each(Object.entries(SITES))('every page of %s', (_name, siteOf) => {
  it('tells version, commit, state, machine, seed, digest and command', () => {
    const pages = pagesOf(siteOf(true));
    expect(pages.length).toBeGreaterThan(0);
    for (const foot of pages.map(footOf)) {
      expect(foot).toContain('commit 0123456789ab, with changes that are not committed');
      expect(foot).toMatch(/<dt>Machine<\/dt><dd>[^<]*core/);
      expect(foot).toMatch(/<dt>Seeds?<\/dt><dd>[^<]+</);
      expect(foot).toMatch(/<dt>Digest of the record(s|)<\/dt><dd>[0-9a-f]{16,64}</);
      expect(foot).toMatch(/<dt>Run it again<\/dt><dd>[^<]*shoplab/);
    }
  });

  it('says of records of before what is not recorded', () => {
    for (const foot of pagesOf(siteOf(false)).map(footOf)) expect(foot).toContain('not recorded');
  });
});

describe('what made records', () => {
  it('is told once, however many were made by it', () => {
    expect(hostFacts([MADE, MADE, { ...MADE, dirty: false }])).toEqual([
      [
        'shoplab',
        '0.1.0, commit 0123456789ab, with changes that are not committed and 0.1.0, commit 0123456789ab, without changes',
      ],
      ['Machine', 'Test CPU, 2 cores, Node v20.19.0'],
    ]);
    expect(hostFacts([])).toEqual([
      ['shoplab', 'not recorded'],
      ['Machine', 'not recorded'],
    ]);
    expect(hostFacts([undefined])).toEqual(hostFacts([]));
  });
  it('is no part of the digest of a record', () => {
    expect(recordDigest({ ...AB, madeBy: MADE })).toBe(recordDigest(AB));
    expect(recordDigest({ ...AB, seed: '2' } as typeof AB)).not.toBe(recordDigest(AB));
  });
});
