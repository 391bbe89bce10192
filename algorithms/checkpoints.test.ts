/** A fit that was killed half way goes on from its last checkpoint to the bits that it would have come to. */

import { afterAll, describe, expect, it } from 'vitest';
import { kernelHost } from '../numerics/kernels/open-host.node.ts';
import { seedWords } from '../numerics/seed.ts';
import type { TrainingData } from './algorithm.ts';
import type { Checkpoints } from './checkpoints.ts';
import { algorithmNamed, fitRun } from './fitting.ts';
import { decodeModel, encodeModel } from './model-file.ts';
import type { ModelState } from './model-state.ts';
import { completeParams } from './parts.ts';
import { learntFrom, skewedTraining, smallExamples, smallTraining } from './small-training.node.ts';
import { requireShape } from './state/shape.ts';

afterAll(() => kernelHost().close());

class Killed extends Error {}

/** Keeps the bytes of states by the names of their parts, always; after so many, kills. */
function memoryCheckpoints(most: number) {
  const files = new Map<string, Uint8Array>();
  const count = { filed: 0, loaded: 0 };
  const at = (name: string): Checkpoints => ({
    load: async (shape) => {
      const bytes = files.get(name);
      if (!bytes) return null;
      count.loaded++;
      const { state } = decodeModel(bytes).saved;
      requireShape(shape, state, name);
      return state as never;
    },
    offer: async (state) => {
      if (count.filed++ >= most) throw new Killed();
      files.set(name, bytesOf(state()));
    },
    of: (part) => at(`${name}.${part}`),
  });
  return { checkpoints: at('fit'), files, count };
}

const bytesOf = (state: ModelState): Uint8Array =>
  encodeModel({ saved: { schema: 'shoplab.model/1', algorithm: 'test', params: {}, state } });

interface Told {
  readonly model: Uint8Array;
  readonly traces: string[];
}

async function fitted(
  name: string,
  params: object,
  data: TrainingData,
  checkpoints?: Checkpoints,
): Promise<Told> {
  const traces: string[] = [];
  const run = fitRun({
    seed: seedWords('checkpoints'),
    signal: new AbortController().signal,
    kernels: kernelHost(),
    trace: (measure, epoch, value) => void traces.push(`${measure} ${epoch} ${value}`),
    ...(checkpoints && { checkpoints }),
  });
  const model = await algorithmNamed(name).fit(data, completeParams(name).parse(params), run);
  return { model: encodeModel({ saved: model.save() }), traces };
}

const PAIRS = skewedTraining('checkpoints', 60, 40, 10);
/** An epoch of which takes longer than fits may go without a pause. */
const MANY = skewedTraining('checkpoints', 300, 100, 25);
const WORDS = ['good', 'bad', 'fine', 'poor', 'nice', 'awful', 'soft', 'hard', 'warm', 'cold'];
const examples = smallExamples(
  ['no', 'yes'],
  Array.from({ length: 80 }, (_, i) => [
    i % 2,
    Array.from({ length: 6 }, (_, n) => WORDS[(i * (n + 3) + (i % 2) * n) % WORDS.length]).join(' '),
    Array.from({ length: 5 }, (_, f) => ((i * (f + 2)) % 17) / 17 + (i % 2) * (f % 3)),
  ]),
  ['a', 'b', 'c', 'd', 'e'],
);
const LABELLED = { ...smallTraining(7, 5, [[0, 0]]), examples: learntFrom(examples) };

const wasm = { backend: 'wasm' };
const neumf = { name: 'neumf', params: { epochs: 4, ...wasm } };
const simplex = { name: 'simplex', params: { epochs: 4 } };

const CASES: readonly (readonly [string, object, TrainingData])[] = [
  ['neumf', { epochs: 2, ...wasm }, MANY],
  ['neumf', { epochs: 30, patience: 4, learningRate: 0.01, ...wasm }, PAIRS],
  ['two-tower', { epochs: 6, ...wasm }, PAIRS],
  ['mult-vae', { epochs: 6, hidden: 30, ...wasm }, PAIRS],
  ['deepfm', { epochs: 6, ...wasm }, PAIRS],
  ['gru4rec', { epochs: 6, ...wasm }, PAIRS],
  ['sasrec', { epochs: 6, ...wasm }, PAIRS],
  ['lightgcn', { epochs: 6 }, PAIRS],
  ['ultragcn', { epochs: 6, negatives: 20 }, PAIRS],
  ['simplex', { epochs: 6, negatives: 20, dropout: 0.2 }, PAIRS],
  ['weighted', { parts: [neumf, simplex] }, PAIRS],
  ['text-cnn', { epochs: 6, patience: 2, filters: 8, factors: 8, ...wasm }, LABELLED],
  ['autoencoder', { epochs: 6, ...wasm }, LABELLED],
];

describe.each(CASES)('%s with %j', (name, params, data) => {
  it('goes on after kills to the same model', async () => {
    const wanted = await fitted(name, params, data);
    for (const most of [1, 5]) {
      const killed = memoryCheckpoints(most);
      await expect(fitted(name, params, data, killed.checkpoints)).rejects.toThrow(Killed);
      killed.count.filed = Number.NEGATIVE_INFINITY;
      const { model, traces } = await fitted(name, params, data, killed.checkpoints);
      expect(killed.count.loaded).toBeGreaterThan(0);
      expect(model).toEqual(wanted.model);
      // Epochs that had been told of are not taken again.
      if (most > 1 && data !== MANY) expect(traces.length).toBeLessThan(wanted.traces.length || 1);
      expect(wanted.traces.slice(wanted.traces.length - traces.length)).toEqual(traces);
    }
  });
});
