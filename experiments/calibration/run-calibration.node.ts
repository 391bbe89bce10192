/** Calibrates a scenario by name or path to a real data set or a log on disk, and writes the scenario that comes out. */

import { existsSync } from 'node:fs';
import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { VERSION } from '../../datasets/version.node.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { hostNow } from '../host.node.ts';
import { type Calibration, type CalibrationOptions, calibrate } from './calibrate.ts';
import { CALIBRATION_SCHEMA, type CalibrationRecord, sealCalibration } from './calibration-record.ts';
import { calibrationFolder, writeCalibration } from './calibration-store.node.ts';
import { scenarioText } from './scenario-text.ts';
import { withMemo } from './trial-memo.node.ts';
import { openTrialPool } from './trial-pool.node.ts';

export interface CalibrationRun
  extends Pick<
    CalibrationOptions,
    'knobs' | 'trials' | 'replicates' | 'shoppers' | 'fraction' | 'onProgress' | 'onStage'
  > {
  /** A shipped scenario or a path. */
  readonly scenario: string;
  readonly set: readonly string[];
  /** A public data set, or the folder of a log that `simulate` wrote. */
  readonly to: string;
  /** In place of the scenario's own. */
  readonly seed?: string;
  /** The scenario to write; out/<scenario>-<data>.yaml when left out. */
  readonly out?: string;
  readonly threads: number;
  /** How to calibrate again; kept in the record. */
  readonly command: string;
  readonly signal: AbortSignal;
}

export interface CalibrationOutcome {
  readonly calibration: Calibration;
  readonly data: Dataset['provenance'];
  readonly seed: string;
  /** The scenario that was written. */
  readonly out: string;
  /** Folder of the record. */
  readonly folder: string;
  readonly record: CalibrationRecord;
}

/** Trials are kept beside `out` until it is written: the same calibration, when stopped, goes on where it was. */
export async function runCalibration(options: CalibrationRun): Promise<CalibrationOutcome> {
  const { to, threads, signal } = options;
  const loaded = await loadScenario(options.scenario, {
    set: options.set,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const dataset = await loadTarget(to);
  const { provenance } = dataset;
  const out = options.out ?? join('out', `${loaded.name}-${basename(to)}.yaml`);
  const subject = [VERSION, provenance.digest, loaded.seed, String(options.fraction)];
  const pool = await withMemo(openTrialPool(threads, signal), `${out}.trials.jsonl`, subject);
  try {
    const calibration = await calibrate({
      ...options,
      scenario: loaded.scenario,
      seed: loaded.seed,
      dataset,
      run: (jobs, targets) => pool.run(jobs, targets),
    });
    const base = options.set.length === 0 ? await extendable(options.scenario, out) : undefined;
    const text = scenarioText(calibration, {
      scenario: loaded.name,
      seed: loaded.seed,
      provenance,
      ...(base === undefined ? {} : { extends: base }),
    });
    await writeWhole(out, text);
    const { scenario: _, ...kept } = calibration;
    const record = sealCalibration({
      schema: CALIBRATION_SCHEMA,
      ...{ scenario: loaded.name, seed: loaded.seed, data: provenance, version: VERSION },
      madeBy: hostNow(),
      command: options.command,
      calibration: kept,
    });
    const folder = calibrationFolder(out);
    await writeCalibration(folder, record);
    await pool.forget();
    return { calibration, data: provenance, seed: loaded.seed, out, folder, record };
  } finally {
    await pool.close();
  }
}

async function loadTarget(to: string): Promise<Dataset> {
  if (existsSync(join(to, 'manifest.json'))) {
    const { readStore } = await import('../../datasets/store/reader.node.ts');
    return (await readStore(to)).dataset;
  }
  if (existsSync(to) || /[/\\]/.test(to))
    throw new ConfigError([
      `calibrate: ${to} is no folder of a log that \`shoplab simulate\` wrote (it has no manifest.json); name such a folder or a data set, see \`shoplab list data\``,
    ]);
  const { loadData } = await import('../../datasets/public/registry.node.ts');
  return loadData(to);
}

/** How a file at `out` may name the scenario in `extends`: a shipped name, or a file in its own folder or below. */
async function extendable(scenario: string, out: string): Promise<string | undefined> {
  if (!existsSync(scenario)) return scenario;
  await makeFolder(dirname(resolve(out)));
  const inside = relative(await realpath(dirname(resolve(out))), await realpath(scenario));
  return inside.startsWith('..') || resolve(inside) === inside ? undefined : inside.replaceAll(sep, '/');
}

/** Written under another name and renamed. */
async function writeWhole(path: string, text: string): Promise<void> {
  await makeFolder(dirname(resolve(path)));
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
