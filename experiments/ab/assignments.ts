/** Who is in which arm: keyed hashes of shoppers, as the simulator assigns arms. */

import type { SeedWords } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { assignArms } from '../../simulator/policy/arms.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import type { AbArm } from './arms.ts';

/** The experiment of these arms, of equal size. One arm alone has everybody: an experiment needs a second, which then has weight 0. */
export function experimentOf(arms: readonly AbArm[]): Scenario['experiments'] {
  const weighted = arms.map((arm) => ({ ...arm, weight: 1 }));
  const nobody = { name: 'nobody', weight: 0, policy: arms[0]!.policy, priceFactor: 1 };
  return [{ name: 'test', arms: arms.length > 1 ? weighted : [...weighted, nobody] }];
}

/** (shoppers) which of `count` arms of equal size each is in, from 0. */
export function assign(count: number, seed: SeedWords, keys: Uint32Array): Uint8Array {
  const arms = Array.from({ length: count }, (_, arm) => ({ name: `${arm}`, weight: 1, priceFactor: 1 }));
  return assignArms({ experiments: [{ name: 'test', arms }] }, seed, keys).map((code) => code - 1);
}

/** Another assignment for each number, under a seed of its own. */
export const assignmentSeed = (seed: string, replicate: number): SeedWords =>
  seedWords(`${seed}/assignment ${replicate}`);
