import { describe, expect, it } from 'vitest';
import type { OpenBanditRecord } from '../../experiments/off-policy/open-bandit-record.ts';
import { sectionedSite } from '../sections.ts';
import { siteFiles } from '../site.ts';
import { LIGHT } from '../theme.ts';
import { openBanditReport } from './open-bandit.ts';

const summary = (value: number, reach: number) => ({
  value,
  standardError: reach / 2,
  low: value - reach,
  high: value + reach,
  n: 10_000,
});
const RECORD: OpenBanditRecord = {
  schema: 'shoplab.open-bandit/1',
  source: {
    name: 'open-bandit',
    title: 'Open Bandit',
    source: '',
    licence: 'CC BY 4.0',
    digest: '0123456789abcdef',
  },
  account: { read: 1, steps: [], kept: 1 } as never,
  level: 0.95,
  resamples: 100,
  seed: 'a',
  switch: 10,
  clip: null,
  directions: [
    {
      from: 'random',
      target: 'bts',
      weights: { mean: 0.99, standardError: 0.02, largest: 10.6, effective: 2478 },
      estimates: [
        {
          estimator: 'ips',
          doc: 'weighed',
          ...summary(0.007, 0.001),
          bootstrap: { low: 0.006, high: 0.008 },
        },
        {
          estimator: 'dm',
          doc: 'modelled',
          ...summary(0.0046, 0.0001),
          bootstrap: { low: 0.0045, high: 0.0047 },
        },
      ],
      own: summary(0.0069, 0.0016),
      logged: summary(0.0046, 0.0013),
    },
  ],
  command: 'npx shoplab off-policy open-bandit',
};

describe('the report of the Open Bandit sample', () => {
  const [section] = openBanditReport(RECORD, LIGHT).sections;

  it('says what the intervals hold', () => {
    expect(section!.words[0]).toContain(
      'From 10,000 slots of the uniform policy, the Thompson policy is estimated; 1 of 2 intervals lie above and 0 below what the log itself earned, 0.460 %',
    );
    expect(section!.words[0]).toContain('1 of 2 intervals hold that');
    expect(section!.words[1]).toContain('says as much as 2,478 slots of the target itself');
    expect(section!.charts[0]!.title).toBe('Thompson from the uniform log: 0.460 % to 0.700 % by estimator');
    expect(section!.charts[0]!.takeaway).toContain('10.0 times the standard error, which leaves out');
  });

  it('is one page with its numbers in a table', () => {
    const page = siteFiles(sectionedSite(openBanditReport(RECORD, LIGHT)), {
      libraries: [],
      page: 'let page;',
      hash: () => '',
    })[0]!.text;
    expect(page).toContain('<h2>Thompson from the uniform log</h2>');
    expect(page).toContain('bootstrap high');
  });
});
