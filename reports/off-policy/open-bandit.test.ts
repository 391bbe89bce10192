import { describe, expect, it } from 'vitest';
import { sectionedSite } from '../page/sections.ts';
import { siteFiles } from '../page/site.ts';
import { LIGHT } from '../theme.ts';
import { openBanditReport } from './open-bandit.ts';
import { RECORD } from './open-bandit-record.fixture.ts';

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
