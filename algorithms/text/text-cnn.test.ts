import { describe, expect, it } from 'vitest';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { Algorithm } from '../algorithm.ts';
import { openBackend } from '../deep/backend/open-backend.ts';
import { drawWeights, toTensors, type Weights } from '../deep/training/weights.ts';
import { learntFrom, quietRun, smallTraining } from '../small-training.node.ts';
import { naiveBayes } from './naive-bayes.ts';
import { accuracy, everyRow, examplesOf, fitOn, type Labelled, secondClass } from './sentiment.fixture.ts';
import { textCnn } from './text-cnn.ts';
import { type CnnSizes, classLoss, cnnLogits, cnnPlans, cnnScorer } from './text-cnn-network.ts';

const { tf } = await openBackend('wasm', kernelHost());
const key = drawKey(seedWords('text-cnn.test'), 'deep.weights');
const cnn = textCnn as unknown as Algorithm<'label'>;

describe('the network', () => {
  const sizes: CnnSizes = { tokens: 7, columns: 0, outputs: 3, factors: 5, filters: 4, windows: [1, 3] };
  const weights = drawWeights(cnnPlans(sizes), quietRun('network')) as Weights;
  weights['filterBias']!.values.forEach((_, n, all) => {
    all[n] = uniform(key, n) - 0.5;
  });
  const texts = [[0, 1, 2, 3, 4, 5], [6], [], [3, 3]].map((tokens) => Uint32Array.from(tokens));

  /** Kim's equations 2 to 4, a window at a time. */
  function plainly(tokens: Uint32Array): number[] {
    const value = (name: string, ...at: number[]): number => {
      const { shape, values } = weights[name]!;
      return values[at.reduce((place, one, n) => place * shape[n]! + one, 0)]!;
    };
    const features = sizes.windows.flatMap((w, n) =>
      Array.from({ length: sizes.filters }, (_, f) => {
        let most = 0;
        for (let t = 0; t < Math.max(1, tokens.length); t++) {
          let sum = value('filterBias', n * sizes.filters + f);
          for (let i = 0; i < w && t + i < tokens.length; i++)
            for (let k = 0; k < sizes.factors; k++)
              sum +=
                value('vectors', tokens[t + i]!, k) *
                value('filters', k, (n === 0 ? i : 1 + i) * sizes.filters + f);
          most = Math.max(most, sum);
        }
        return most;
      }),
    );
    return Array.from({ length: sizes.outputs }, (_, o) =>
      features.reduce((sum, feature, at) => sum + feature * value('vote', at, o), value('voteBias', o)),
    );
  }

  it('answers by added rows of its table, and by tensors, as by its equations', () => {
    const score = cnnScorer(sizes, weights);
    const length = 6;
    const token = new Int32Array(texts.length * length).fill(sizes.tokens);
    const begins = new Float32Array(texts.length * length);
    texts.forEach((text, row) => {
      token.set(text, row * length);
      begins.fill(1, row * length, row * length + Math.max(1, text.length));
    });
    const batch = {
      rows: 4,
      length,
      token,
      begins,
      widest: 1,
      column: new Int32Array(4),
      value: new Float32Array(4),
    };
    const logits = tf.tidy(() => cnnLogits(tf, sizes, toTensors(tf, weights), batch, (x) => x).arraySync());
    texts.forEach((text, row) => {
      const expected = plainly(text);
      const out = new Float64Array(3);
      score(text, out);
      for (let o = 0; o < 3; o++) {
        expect(out[o]).toBeCloseTo(expected[o]!, 6);
        expect(logits[row]![o]).toBeCloseTo(expected[o]!, 5);
      }
    });
  });

  it('has the loss of the logistic function and of softmax', () => {
    const [one, more] = tf.tidy(() => [
      classLoss(tf, tf.tensor2d([2, -1], [2, 1]), Uint8Array.of(1, 1)).dataSync()[0]!,
      classLoss(tf, tf.tensor2d([1, 2, 3, 0, 0, 0], [2, 3]), Uint8Array.of(2, 1)).dataSync()[0]!,
    ]);
    expect(one).toBeCloseTo((Math.log1p(Math.exp(-2)) + Math.log1p(Math.exp(1))) / 2, 5);
    const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expect(more).toBeCloseTo((-Math.log(Math.exp(3) / total) + Math.log(3)) / 2, 5);
  });
});

/** Whether `x` comes right before `y`, among other words, or `y` right before `x`: each word alone tells nothing. */
function ordered(count: number): Labelled[] {
  return Array.from({ length: count }, (_, i): Labelled => {
    const label = Number(uniform(key, i, 1) < 0.5);
    const others = Array.from({ length: 6 }, (_, n) => `w${Math.floor(10 * uniform(key, i, 2, n))}`);
    others.splice(Math.floor(7 * uniform(key, i, 3)), 0, ...(label ? ['x', 'y'] : ['y', 'x']));
    return [others.join(' '), label];
  });
}

describe('text-cnn', () => {
  const examples = examplesOf(ordered(300));
  const learnt = everyRow(examples).filter((row) => row < 240);
  const test = everyRow(examples).filter((row) => row >= 240);
  const small = {
    grams: 1,
    factors: 8,
    filters: 8,
    windows: [2],
    learningRate: 0.02,
    epochs: 12,
    patience: 0,
  };
  const right = async (algorithm: Algorithm<'label'>, params: object) => {
    const p = secondClass(await fitOn(algorithm, examples, learnt, params), examples, test);
    return accuracy(p, { ...examples, label: examples.label.subarray(240) });
  };

  it('learns what lies in the order of words alone, which their counts do not tell', async () => {
    expect(await right(cnn, { ...small, linear: false })).toBeGreaterThan(0.9);
    expect(await right(naiveBayes as Algorithm<'label'>, { grams: 1 })).toBeLessThan(0.7);
  });

  it('stops by the likelihood of a validation part, leaves no tensor behind, and is the same again', async () => {
    const before = tf.memory().numTensors;
    const told: [string, number][] = [];
    const lossEpochs: number[] = [];
    const data = { ...smallTraining(1, 1, []), examples: learntFrom(examples, learnt) };
    const params = cnn.params.parse({ ...small, epochs: 30, patience: 1, calibration: 'platt' });
    const run = {
      ...quietRun('stop'),
      trace(measure: string, epoch: number, value: number) {
        if (measure === 'loss') lossEpochs.push(epoch);
        else told.push([measure, value]);
      },
    };
    const model = await cnn.fit(data, params, run);
    expect(tf.memory().numTensors).toBe(before);
    expect(new Set(told.map(([measure]) => measure))).toEqual(new Set(['likelihood validation']));
    const validated = told.map(([, value]) => value);
    expect(validated.length).toBeLessThan(30);
    const best = validated.indexOf(Math.max(...validated)) + 1;
    // Once more on all, for as many epochs as were best: a study keeps one course of a measure, and epochs of it rise.
    expect(lossEpochs).toEqual(Array.from({ length: best }, (_, i) => i + 1));
    const again = await cnn.fit(data, params, quietRun('stop'));
    expect(secondClass(again, examples, test)).toEqual(secondClass(model, examples, test));
  });

  it('a contribution is what the log odds lose without the word', async () => {
    const model = await fitOn(cnn, examples, learnt, small);
    const { score, causes } = model.explain!(examples, 0, 1, 3);
    const words = examples.text![0]!.split(' ');
    const without = words.filter((word) => word !== 'x').join(' ');
    const bare = examplesOf([
      [examples.text![0]!, 0],
      [without, 0],
    ]);
    const [all, less] = [...secondClass(model, bare, everyRow(bare))].map((p) => Math.log(p / (1 - p)));
    expect(score).toBeCloseTo(all!, 8);
    const x = model.explain!(examples, 0, 1, 100).causes.find(({ name }) => name === 'x');
    expect(x!.contribution).toBeCloseTo(all! - less!, 8);
    expect(causes).toHaveLength(3);
    expect(causes.map(({ name }) => name)).toEqual(expect.arrayContaining(['x', 'y']));
  });

  it('tells three classes, and an empty text', async () => {
    const three = {
      ...examples,
      classes: ['a', 'b', 'c'],
      label: examples.label.map((one, row) => (row % 5 === 0 ? 2 : one)),
    };
    const model = await fitOn(
      cnn,
      {
        ...three,
        text: three.text!.map((text, row) => (row % 5 === 0 ? `${text} z` : row === 1 ? '' : text)),
      },
      learnt,
      {
        ...small,
        calibration: 'isotonic',
      },
    );
    const out = new Float64Array(6);
    model.probabilities({ ...three, text: ['', 'w1 z w2'] }, Uint32Array.of(0, 1), out);
    expect(out[0]! + out[1]! + out[2]!).toBeCloseTo(1, 10);
    expect(out[5]!).toBeGreaterThan(0.5);
  });
});
