import { beforeAll, describe, expect, it } from 'vitest';
import { kernelHost } from '../../../numerics/kernels/open-host.node.ts';
import { shippedTexts } from '../../../simulator/scenario/load-scenario.node.ts';
import type { ArmRun, World } from './lesson.ts';
import { LESSONS } from './registry.ts';
import { runArm } from './run-arm.ts';

/** What a visitor sees when a lesson runs as it stands. A change of the simulator may change it: then the lesson must be read again. */
const ANSWERS: Readonly<Record<string, string | null>> = {
  'filter-bubble': 'learns',
  'popularity-bias': 'popularity',
  'cold-start': 'soon',
  exploration: 'e0',
  'fake-reviews': 'popularity',
  'offline-metrics': 'no',
  privacy: 'less',
};

describe('lessons as they stand', () => {
  let shipped: Readonly<Record<string, string>>;
  beforeAll(async () => {
    shipped = await shippedTexts();
  });

  it.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    '%s',
    async (id, lesson) => {
      const host = { kernels: kernelHost(1), shipped, signal: new AbortController().signal };
      const worlds: World[] = [];
      for (const seed of lesson.seeds) {
        const world: Record<string, ArmRun> = {};
        for (const arm of lesson.arms) world[arm.id] = await runArm(lesson, arm, seed, host);
        worlds.push(world);
      }
      expect([id, lesson.answer(worlds).choice]).toEqual([id, ANSWERS[id]]);
    },
    240_000,
  );
});
