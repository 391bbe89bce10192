/** An algorithm that fills slates, between its fits. */

import type { Algorithm, PolicyModel, TrainingData, Visits } from '../../algorithms/algorithm.ts';
import { algorithmNamed, fitRun, loadModel, modelHost } from '../../algorithms/fitting.ts';
import type { SavedModel } from '../../algorithms/model-state.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { SlatePolicy } from '../../simulator/policy/slate-policy.ts';
import type { Scenario } from '../../simulator/scenario/scenario.ts';
import type { LoopFits, LoopPolicy } from './loop-policy.ts';

export interface Learner {
  fit(data: TrainingData): Promise<SavedModel>;
  open(model: SavedModel): Promise<PolicyModel>;
  revive(model: SavedModel, scenario: Scenario): Promise<SlatePolicy>;
}

export function openLearner(
  { name, params }: Extract<LoopPolicy, { kind: 'learning' }>,
  { seed, signal, kernels }: LoopFits,
): Learner {
  const algorithm: Algorithm = algorithmNamed(name);
  if (algorithm.task !== 'policy')
    throw new ConfigError([`loop: ${name} has task '${algorithm.task}'; a loop needs a policy`]);
  const open = async (model: SavedModel): Promise<PolicyModel> =>
    (await loadModel(model, modelHost(kernels))) as PolicyModel;
  return {
    open,
    fit: async (data) => (await algorithm.fit(data, params, fitRun({ seed, signal, kernels }))).save(),
    async revive(model, { exposure: { slateSize } }) {
      const policy = await open(model);
      return {
        personal: algorithm.personal,
        fillRound: (visits: Visits, shop, slates, propensities) =>
          policy.fill(visits, shop.onSale, slateSize, slates, propensities),
      };
    },
  };
}
