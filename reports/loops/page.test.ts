import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { PageScripts } from '../page/page-frame.ts';
import { siteFiles } from '../page/site.ts';
import { fileSpec, pageSpec, type VegaLiteSpec } from '../specs/chart.ts';
import { LIGHT } from '../theme.ts';
import { MORE, study, summaryOf, view } from './loop-summary.fixture.ts';
import { loopMarkdown, loopSections, loopSite } from './page.ts';
import { findingLines, findingsOf, signedWords, verdictOf } from './words.ts';

const SCRIPTS: PageScripts = { libraries: ['/* vega */'], page: 'let page;', hash: () => 'HASH' };
describe('findings', () => {
  it('say what is above, with its interval, and what moved', () => {
    const [first, all] = findingsOf(study, MORE.summary);
    const own = first!.sentences.join(' ');
    const [legitimate, reading] = all!.sentences;
    expect([first!.policy, all!.policy]).toEqual(['mine', null]);
    expect(own).toContain(
      'From day 2 to 4 similarity of what was shown fell (\u22120.100 [\u22120.150, \u22120.050])',
    );
    expect(own).toContain(
      'Against oracle what two shoppers were shown was more alike (Jaccard +0.0310 [0.0280, 0.0340])',
    );
    expect(own).toContain('Against none true utility was higher (a shopper +0.0310 [0.0280, 0.0340])');
    expect(legitimate).toContain('under the oracle two shoppers end at a Jaccard of shown 0.250');
    expect(reading).toContain('Student\u2019s t'.replace('\u2019', "'"));
    expect(reading).toContain('over 3 worlds');
  });

  it('say the opposite where it is so, and what cannot be told apart', () => {
    const less = findingsOf(
      study,
      view((measure) => [-0.02, measure.startsWith('shown') ? 0.01 : 0.05]).summary,
    )[0]!.sentences.join(' ');
    expect(less).toContain(
      'against oracle what two shoppers were shown was less alike'.replace('against', 'Against'),
    );
    expect(less).toContain(
      'not told apart: what two engaged with (Jaccard \u22120.020 [\u22120.070, 0.030])',
    );
    expect(less).not.toContain('more alike');
  });

  it('say of what changed by nothing that it stayed, and of what has no interval that it has none', () => {
    const moved = (mean: number, half: number | null): string => {
      const { summary } = MORE;
      const [low, high] = half === null ? [null, null] : [mean - half, mean + half];
      const changes = summary.changes.map((change) => ({ ...change, mean, low, high }));
      return findingsOf(study, { ...summary, changes })[0]!.sentences[0]!;
    };
    expect(moved(0, null)).toContain('similarity of what was shown stayed as it was (0.000)');
    expect(moved(0, 0)).toContain('similarity of what was shown stayed as it was (0.000 [0.000, 0.000])');
    expect(moved(0.2, null)).toContain('moved by an amount without an interval (+0.200)');
    expect(moved(0.2, 0.3)).toContain('did not move as far as can be told');
  });

  it('claim nothing from one world', () => {
    const one = { ...study, seeds: ['1'] };
    const [first, all] = findingsOf(
      one,
      summaryOf(() => [0.5, null]),
    );
    const own = first!.sentences.join(' ');
    const reading = all!.sentences.at(-1);
    expect(own).toContain('without an interval: what two shoppers were shown (Jaccard +0.500)');
    expect(own).not.toMatch(/more alike|less alike/);
    expect(reading).toContain('nothing can be told apart');
  });

  it('are lines of Markdown, a policy with its sentences under it', () => {
    const lines = findingLines(findingsOf(study, MORE.summary), (text) => text.toUpperCase());
    expect(lines[0]).toBe('- MINE:');
    expect(lines[1]).toMatch(/^ {2}- FROM DAY 2 TO 4 .*\.$/);
    expect(lines.at(-1)).toMatch(/^- MEASURED AT/);
  });

  it('have verdicts that follow the interval alone', () => {
    expect(verdictOf({ mean: 1, low: 0.1, high: 2 })).toBe('above');
    expect(verdictOf({ mean: -1, low: -2, high: -0.1 })).toBe('below');
    expect(verdictOf({ mean: 1, low: -0.1, high: 2 })).toBe('open');
    expect(verdictOf({ mean: 1, low: null, high: null })).toBe('unknown');
    expect(signedWords({ mean: null, low: null, high: null })).toBe('n/a');
  });
});

function warningsOf(spec: VegaLiteSpec): string[] {
  const warnings: string[] = [];
  const logger = {
    level: () => logger,
    error: (...parts: readonly unknown[]) => warnings.push(parts.join(' ')),
    warn: (...parts: readonly unknown[]) => warnings.push(parts.join(' ')),
    info: () => logger,
    debug: () => logger,
  };
  compile(spec as unknown as TopLevelSpec, { logger: logger as never });
  return warnings;
}

describe('charts and page', () => {
  const charts = loopSections(MORE, LIGHT).flatMap((section) => section.charts);

  it('have names of their own, and stand only where something is measured', () => {
    const names = charts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('course-shown-interjaccard');
    expect(names).toContain('difference-realisedutility');
    expect(loopSections(MORE, LIGHT).map(({ id }) => id)).toEqual(['similarity', 'welfare', 'sellers']);
  });

  it.each(charts.map((chart) => [chart.name, chart] as const))(
    'compile without a warning: %s',
    (_, chart) => {
      expect(warningsOf(fileSpec(chart, LIGHT))).toEqual([]);
      expect(warningsOf(pageSpec(chart))).toEqual([]);
    },
  );

  it('tell every measure at the end with its interval, and let policies be left out', () => {
    const files = siteFiles(loopSite(MORE, []), SCRIPTS);
    const method = files.find(({ file }) => file === 'method.html')!.text;
    expect(method).toContain(
      '<td class="number" title="0.25">0.250<span class="interval">0.240 to 0.260</span></td>',
    );
    expect(method).toContain('Means over 3 worlds with 95 % intervals');
    const [data] = /<script type="application\/json" id="page-data">(.*?)<\/script>/
      .exec(files.find(({ file }) => file === 'bubble.html')!.text)!
      .slice(1);
    expect(JSON.parse(data!).choices).toEqual({
      ...{ modes: [], metrics: [], called: 'policies' },
      algorithms: [
        ['mine', 'policies'],
        ...['none', 'random', 'popularity', 'oracle'].map((label) => [label, 'controls']),
      ],
    });
  });

  it('escape what studies say, and tell how to run it again', () => {
    const page = siteFiles(loopSite(MORE, []), SCRIPTS)
      .map(({ text }) => text)
      .join('');
    expect(page).toContain('Alike &lt;or&gt; not');
    expect(page).not.toContain('Alike <or>');
    expect(page).toContain('npx shoplab run mine');
    expect(loopMarkdown(MORE, [])).toContain('# Alike &lt;or&gt; not');
  });
});
