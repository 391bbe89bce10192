import { describe, expect, it } from 'vitest';
import { shownFrom } from '../../datasets/shown.ts';
import { drawKey, uniform } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { simulateInMemory } from '../../simulator/rounds/in-memory.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { positionAudit } from './position-audit.ts';

const rows = (list: readonly (readonly [position: number, propensity: number, clicked: number])[]) => ({
  length: list.length,
  position: Uint8Array.from(list, ([position]) => position),
  propensity: Float32Array.from(list, ([, propensity]) => propensity),
  clicked: Uint8Array.from(list, ([, , clicked]) => clicked),
});

describe('clicks by position', () => {
  it('are counted, and weighed by the inverse of the chance, worked by hand', () => {
    const [top, below] = positionAudit(
      rows([
        [0, 0.5, 1],
        [0, 0.25, 0],
        [0, 0.25, 1],
        [1, 1, 0],
        [1, 1, 1],
      ]),
      0.95,
    );
    expect(top).toMatchObject({ position: 1, shown: 3 });
    expect(top!.clicked.mean).toBeCloseTo(2 / 3, 12);
    // (2 + 4) / (2 + 4 + 4); ten squared over 4 + 16 + 16 is an effective 2.8.
    expect(top!.even!.mean).toBeCloseTo(0.6, 12);
    expect(top!.effective).toBe(3);
    // 1.96 sqrt(2^2 .4^2 + 4^2 .6^2 + 4^2 .4^2) / 10
    const half = (1.959964 * Math.sqrt(0.64 + 5.76 + 2.56)) / 10;
    expect(top!.even!.low).toBeCloseTo(0.6 - half, 5);
    expect(below).toMatchObject({ position: 2, shown: 2, even: null });
    expect(positionAudit(rows([]), 0.95)).toEqual([]);
  });

  it('find what a slot does where the policy puts what is liked on top', () => {
    // Good items (.6) and bad ones (.2); slot 2 is looked at half as often. Good items stand on top nine times of ten.
    const key = drawKey(seedWords('positions'), 'audit.parts');
    const list = Array.from({ length: 40_000 }, (_, slate) => {
      const isGoodOnTop = uniform(key, slate, 0) < 0.9;
      const click = (position: number, isGood: boolean): readonly [number, number, number] => {
        const chance = (isGood ? 0.6 : 0.2) * (position === 0 ? 1 : 0.5);
        const propensity = (position === 0) === isGood ? 0.9 : 0.1;
        return [position, propensity, uniform(key, slate, 1 + position) < chance ? 1 : 0];
      };
      return [click(0, isGoodOnTop), click(1, !isGoodOnTop)];
    }).flat();
    const [top, below] = positionAudit(rows(list), 0.95);
    // As it was: .9 * .6 + .1 * .2 and half of .9 * .2 + .1 * .6; a fifth in place of a half.
    expect(below!.clicked.mean / top!.clicked.mean).toBeCloseTo(0.12 / 0.56, 1);
    expect(top!.even!.low).toBeLessThan(0.4);
    expect(top!.even!.high).toBeGreaterThan(0.4);
    expect(below!.even!.low).toBeLessThan(0.2);
    expect(below!.even!.high).toBeGreaterThan(0.2);
    expect((below!.even!.high - below!.even!.low) / 0.2).toBeLessThan(0.15);
  });

  it('of a simulated log fall from slot to slot where slots are random, as examination does', async () => {
    const { scenario } = await loadScenario('tiny', {
      set: ['shoppers.count=200', 'days=10', 'exposure.policy={ name: random }'],
    });
    const found = positionAudit(shownFrom(simulateInMemory(scenario, seedWords('positions')).log), 0.95);
    expect(found.length).toBe(scenario.exposure.slateSize);
    const [top, last] = [found[0]!, found.at(-1)!];
    expect(top.even!.low).toBeGreaterThan(last.even!.high);
    for (const { clicked, even } of found) expect(even!.mean).toBeCloseTo(clicked.mean, 2);
  });
});
