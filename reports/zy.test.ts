import {createRenderer} from './render.node.ts'; import {sectionsOf} from './specs/registry.ts'; import {studyView} from './study-view.ts'; import {studyFixture} from './study-fixture.test.ts'; import {LIGHT} from './theme.ts';
import { readFileSync } from 'node:fs';
import { it } from 'vitest';

it('t', async () => {
  const { createRenderer } = await import('./render.node.ts');
  const { sectionsOf } = await import('./specs/registry.ts');
  const { studyView } = await import('./study-view.ts');
  const { studyFixture } = await import('./study-fixture.test.ts');
  const { LIGHT } = await import('./theme.ts');
  let t = performance.now();
  const lap = (w: string) => {
    const n = performance.now();
    console.log(w, (n - t).toFixed(0));
    t = n;
  };
  const r = await createRenderer(() => {});
  lap('load');
  const cs = sectionsOf(studyView(studyFixture()), LIGHT).flatMap((s) => s.charts);
  lap('specs ' + cs.length);
  for (const c of cs.filter((c) => c.exported)) {
    const s = await r.svg(c);
    lap('svg ' + c.name);
    r.png(s);
    lap('png ' + c.name);
  }
});
