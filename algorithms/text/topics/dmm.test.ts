import { describe, expect, it } from 'vitest';
import { exp } from '../../../numerics/math.ts';
import { drawKey, uniform, uniformInteger } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { corpusOf } from './corpus.ts';
import { dmm, topicLogChances } from './dmm.ts';
import { dominantTopics } from './topic-model.ts';

const key = drawKey(seedWords('dmm'), 'topics.dmm');
const EVERYTHING = { leastDocuments: 1, mostShare: 1, stop: new Set<string>() };

describe('dmm', () => {
  it('draws the topic of a document by eq. 4: by hand', () => {
    const corpus = corpusOf(
      [
        ['a', 'b'],
        ['b', 'c'],
        ['a', 'a', 'b'],
      ],
      EVERYTHING,
    );
    // Document 0 has topic 0, document 1 topic 1; the last is asked for. Words a, b, c are 0, 1, 2.
    const counts = {
      topic: Int32Array.of(0, 1, 0),
      documents: Int32Array.of(1, 1),
      total: Int32Array.of(2, 2),
      ofWord: Int32Array.of(1, 1, 0, 0, 1, 1),
    };
    const found = topicLogChances(corpus, counts, 2, 1, 0.5).map((one) => exp(one));
    // Topic 0: (1 + 1) (1.5 * 2.5 * 1.5) / (3.5 * 4.5 * 5.5); topic 1: 2 (.5 * 1.5 * 1.5) / the same.
    expect(found[0]).toBeCloseTo((2 * 1.5 * 2.5 * 1.5) / (3.5 * 4.5 * 5.5), 12);
    expect(found[1]).toBeCloseTo((2 * 0.5 * 1.5 * 1.5) / (3.5 * 4.5 * 5.5), 12);
  });

  it('finds the topics that sentences were made of, and is the same again', async () => {
    const truth = Array.from({ length: 900 }, (_, d) => uniformInteger(key, 3, d, 1));
    const texts = truth.map((topic, d) =>
      Array.from({ length: 3 }, (_, i) =>
        uniform(key, d, 2, i) < 0.2
          ? `all${uniformInteger(key, 6, d, 3, i)}`
          : `t${topic}w${uniformInteger(key, 8, d, 4, i)}`,
      ),
    );
    const corpus = corpusOf(texts, EVERYTHING);
    const options = { topics: 3, alpha: 1, beta: 0.05, sweeps: 40, key };
    const model = await dmm(corpus, options);
    const dominant = dominantTopics(model);
    const right = new Set<string>();
    for (const topic of [0, 1, 2]) {
      const own = [...dominant].filter((_, d) => truth[d] === topic);
      const most = [0, 1, 2].map((k) => own.filter((one) => one === k).length);
      expect(Math.max(...most) / own.length).toBeGreaterThan(0.95);
      right.add(String(most.indexOf(Math.max(...most))));
    }
    expect(right.size).toBe(3);
    for (let k = 0; k < 3; k++) {
      const share = model.wordShare.subarray(k * corpus.words.length, (k + 1) * corpus.words.length);
      expect(share.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    }
    expect((await dmm(corpus, options)).documentShare).toEqual(model.documentShare);
  });

  it('says nothing of documents without words', async () => {
    const corpus = corpusOf([['a'], [], ['a', 'b']], EVERYTHING);
    const model = await dmm(corpus, { topics: 2, alpha: 1, beta: 0.1, sweeps: 10, key });
    expect([...model.documentShare.subarray(2, 4)]).toEqual([0, 0]);
    await expect(dmm(corpus, { topics: 0, alpha: 1, beta: 0.1, sweeps: 10, key })).rejects.toThrow(
      'dmm: 0 topics',
    );
  });
});
