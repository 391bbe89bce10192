/** Who is in which arm: keyed hashes of shoppers, as the simulator assigns arms. */

import type { SeedWords } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { assignArms } from '../../simulator/policy/arms.ts';

/** Arms of equal size, or by weights. */
export function experimentOf(names: readonly string[], weights?: readonly number[]) {
  return [
    {
      name: 'test',
      arms: names.map((name, arm) => ({ name, weight: weights?.[arm] ?? 1, priceFactor: 1 })),
    },
  ];
}

/** (shoppers) arm of each, from 0. */
export function assign(names: readonly string[], seed: SeedWords, keys: Uint32Array): Uint8Array {
  return assignArms({ experiments: experimentOf(names) }, seed, keys).map((code) => code - 1);
}

/** Another assignment for each number, under a seed of its own. */
export const assignmentSeed = (seed: string, replicate: number): SeedWords =>
  seedWords(`${seed}/assignment ${replicate}`);
