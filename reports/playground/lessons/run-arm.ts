/** One shop of a lesson in one world, from the first day to the last, and what its answer needs of it. */

import { LoopStudySchema, studyPolicy } from '../../../experiments/loops/loop-study.ts';
import { runLoop } from '../../../experiments/loops/one-loop.ts';
import { shopWorld } from '../../../experiments/loops/shop-world.ts';
import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { loggedTest } from '../logged-test.ts';
import { worldOf } from '../own-world.ts';
import { pushedItems } from '../play.ts';
import { studyOf } from '../study-of-setting.ts';
import { type Arm, type ArmRun, armSetting, type Lesson } from './lesson.ts';

export interface ArmHost {
  readonly kernels: KernelHost;
  /** YAML of shipped scenarios by name. */
  readonly shipped: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export async function runArm(lesson: Lesson, arm: Arm, seed: string, host: ArmHost): Promise<ArmRun> {
  const { kernels, shipped, signal } = host;
  const setting = armSetting(lesson, arm, seed);
  const scenario = worldOf(setting, shipped);
  const study = LoopStudySchema.parse(studyOf(setting));
  const words = seedWords(seed);
  let shown = new Uint32Array(0);
  let pushed = new Uint8Array(0);
  const world = shopWorld(scenario, words, {
    opened(stepped) {
      pushed = pushedItems(stepped);
      shown = new Uint32Array(stepped.world.items.length);
    },
    seen(_world, _stepped, told) {
      for (let row = 0; row < told.shown.item.length; row++) shown[told.shown.item[row]!]!++;
    },
  });
  const { result } = await runLoop(
    world,
    { policy: studyPolicy(study.policies[0]!.policy, study.world), words, study },
    { kernels, signal, onRound: () => {}, load: async () => null, offer: async () => {} },
  );
  if (lesson.logging === undefined) return { result, shown, pushed };
  const logged: typeof setting = { ...setting, shops: [lesson.logging.shop, arm.shop] };
  return {
    result,
    shown,
    pushed,
    offline: await loggedTest(logged, scenario, lesson.logging.heldOut, { kernels, signal }),
  };
}
