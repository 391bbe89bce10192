import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSimulation } from '../../simulator/rounds/run-simulation.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { type CalibrationRun, runCalibration } from './run-calibration.node.ts';

let folder = '';
let log = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-calibrate-'));
  log = join(folder, 'log');
  const scenario = await loadScenario('tiny', { seed: 'real', set: ['days=10', 'choice.outside=3'] });
  await runSimulation({ scenario, out: log });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (more: Partial<CalibrationRun>) =>
  runCalibration({
    scenario: 'tiny',
    set: [],
    to: log,
    knobs: ['choice.outside', 'price.median'],
    trials: 8,
    replicates: 1,
    shoppers: 60,
    fraction: 0.7,
    threads: 1,
    command: 'npx shoplab calibrate tiny',
    signal: new AbortController().signal,
    ...more,
  });

describe('runCalibration', () => {
  it('writes a scenario over the original that loads, with what was found, its data and its distances', async () => {
    const out = join(folder, 'a', 'found.yaml');
    const { calibration, data } = await run({ out });
    const text = await readFile(out, 'utf8');
    expect(text).toContain(`# data digest ${data.digest}`);
    expect(text).toMatch(/# {3}lines-per-order +\d\.\d{3} -> \d\.\d{3} {2}\(n \d+ real, \d+ simulated\)/);
    expect(text).toContain('\nextends: tiny\n');
    const loaded = await loadScenario(out);
    expect({ ...loaded.scenario, title: '' }).toEqual({ ...calibration.scenario, title: '' });
    expect(loaded.scenario.choice.outside).toBe(calibration.knobs[0]!.after);
    expect((await readdir(join(folder, 'a'))).sort()).toEqual(['found', 'found.yaml']);
    expect(await readdir(join(folder, 'a', 'found'))).toEqual(['calibration.json']);
  });

  it('gives the same on two threads', async () => {
    const [one, two] = [join(folder, '1.yaml'), join(folder, '2.yaml')];
    const alone = await run({ out: one });
    const together = await run({ out: two, threads: 2 });
    expect(together.calibration).toEqual(alone.calibration);
    expect(await readFile(two, 'utf8')).toBe(await readFile(one, 'utf8'));
    expect(together.record).toEqual(alone.record);
  });

  it('extends a file beside it; says every value itself where it may not reach the original', async () => {
    const mine = join(folder, 'mine.yaml');
    await writeFile(mine, 'extends: tiny\nseed: m\ntaste: { mood: 0.1 }\n');
    const beside = join(folder, 'beside.yaml');
    await run({ scenario: mine, out: beside, trials: 1 });
    expect(await readFile(beside, 'utf8')).toContain('\nextends: mine.yaml\n');
    const below = join(folder, 'below', 'found.yaml');
    await run({ scenario: mine, out: below, trials: 1 });
    expect(await readFile(below, 'utf8')).not.toContain('extends');
    const [a, b] = [await loadScenario(beside), await loadScenario(below)];
    expect(b.text).toBe(a.text);
    expect(b.scenario.taste.mood).toBe(0.1);
  });

  it('stops when called off, and leaves no file', async () => {
    const controller = new AbortController();
    const out = join(folder, 'never.yaml');
    const stopped = run({
      out,
      trials: 1000,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('called off')),
    });
    await expect(stopped).rejects.toThrow('called off');
    expect(await readdir(folder)).not.toContain('never.yaml');
  });

  it('goes on where it was stopped, trial by trial, to the same scenario', async () => {
    const straight = join(folder, 'straight.yaml');
    const { calibration } = await run({ out: straight, trials: 14 });
    const out = join(folder, 'stopped.yaml');
    const memo = `${out}.trials.jsonl`;
    const controller = new AbortController();
    const stopped = run({
      out,
      trials: 14,
      signal: controller.signal,
      onProgress: (done) => done > 6 && controller.abort(new Error('called off')),
    });
    await expect(stopped).rejects.toThrow('called off');
    const kept = await readFile(memo, 'utf8');
    expect(kept.trim().split('\n').length).toBeGreaterThan(6);
    // The last line was being written when the process ended.
    await writeFile(memo, kept.slice(0, -40));
    const resumed = await run({ out, trials: 14 });
    expect(resumed.calibration).toEqual(calibration);
    expect(await readFile(out, 'utf8')).toBe(await readFile(straight, 'utf8'));
    expect(await readdir(folder)).not.toContain('stopped.yaml.trials.jsonl');
    // What is kept is believed: a trial told otherwise changes what comes out.
    await writeFile(memo, kept.replaceAll(/"distance":[^,]+/g, '"distance":0.5'));
    const misled = await run({ out, trials: 14 });
    expect(misled.calibration).not.toEqual(calibration);
  });

  it('names the nearest data set', async () => {
    await expect(run({ to: 'online-retial' })).rejects.toThrow("did you mean 'online-retail'?");
  });

  it('says what a path lacks that is no log', async () => {
    await expect(run({ to: join(folder, 'nowhere') })).rejects.toThrow('nowhere is no folder of a log');
    await expect(run({ to: folder })).rejects.toThrow('it has no manifest.json');
  });
});
