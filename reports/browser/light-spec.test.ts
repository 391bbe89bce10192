import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { fileSpec, pageSpec } from '../specs/chart.ts';
import { leaderboard } from '../specs/leaderboard.ts';
import { studyFixture } from '../study/study-records.fixture.ts';
import { studyView } from '../study/study-view.ts';
import { LIGHT, PAGE_THEME } from '../theme.ts';
import { pictureSpec } from './light-spec.ts';

describe('a picture of what the page shows', () => {
  const view = studyView(studyFixture({ modes: ['exclude'] }));
  const [onPage] = leaderboard(view, view.modes[0]!, PAGE_THEME);
  const [inFile] = leaderboard(view, view.modes[0]!, LIGHT);

  it('is drawn from the spec that the file is drawn from', () => {
    expect(pictureSpec(pageSpec(onPage!), onPage!)).toEqual(fileSpec(inFile!, LIGHT));
  });

  it('takes no name for a colour, and compiles', () => {
    const named = studyView(studyFixture({ labels: ['var(--ink)', 'als'], modes: ['exclude'] }));
    const [chart] = leaderboard(named, named.modes[0]!, PAGE_THEME);
    const spec = pictureSpec(pageSpec(chart!), chart!);
    expect(JSON.stringify(spec['data'])).toContain('"label":"var(--ink)"');
    expect(JSON.stringify(spec['config'])).not.toContain('var(');
    expect(() => compile(spec as unknown as TopLevelSpec)).not.toThrow();
  });
});
