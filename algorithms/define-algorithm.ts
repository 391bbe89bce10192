import { ConfigError } from '../datasets/config-error.ts';
import type { Algorithm, AlgorithmSpec, ModelHost, ModelOf, Saved, Task } from './algorithm.ts';
import type { ModelState, SavedModel } from './model-state.ts';
import { requireShape } from './state/shape.ts';

/** An Algorithm whose fit is `learn` then `open`, and whose models tell what they were opened from. */
export function defineAlgorithm<T extends Task, Params, State extends ModelState>(
  spec: AlgorithmSpec<T, Params, State>,
): Algorithm<T, Params> {
  const { learn, open, shape, ...described } = spec;
  const opened = async (saved: SavedModel, host: ModelHost): Promise<ModelOf[T] & Saved> =>
    Object.assign(await open(saved.state as State, host), { save: () => saved });
  return {
    ...described,
    async fit(data, params, run) {
      run.signal.throwIfAborted();
      const state = await learn(data, params, run);
      const saved: SavedModel = {
        schema: 'shoplab.model/1',
        algorithm: spec.id,
        params: params as SavedModel['params'],
        state,
      };
      return opened(saved, { kernels: run.kernels, openPart: run.openPart });
    },
    async load(saved, host) {
      if (saved.algorithm !== spec.id) {
        throw new ConfigError([
          `model: it is of ${saved.algorithm}; this program has ${spec.id}, and answers may differ: fit it again`,
        ]);
      }
      const parsed = spec.params.safeParse(saved.params);
      if (!parsed.success)
        throw new ConfigError([`model of ${spec.id}: params: ${parsed.error.issues[0]!.message}`]);
      requireShape(shape, saved.state, `model of ${spec.id}`);
      return opened(saved, host);
    },
  };
}
