/** An attack on a scenario: simulated into a folder (or found there), then measured. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { readStore, readTruthTable } from '../../datasets/store/reader.node.ts';
import { digestJson } from '../../numerics/digest.ts';
import { FRAUD_CAMPAIGNS, FRAUD_EVENTS } from '../../simulator/fraud/fraud-truth.ts';
import { runSimulation } from '../../simulator/rounds/run-simulation.node.ts';
import { type LoadOptions, loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { type AttackResult, measureAttack } from './attack.ts';
import type { AttackOptions } from './attack-options.ts';

export interface RunAttackOptions extends LoadOptions, Omit<AttackOptions, 'seed'> {
  /** Folder in which the log is kept. */
  readonly out: string;
  readonly threads: number;
  onStage(stage: string, done: number, total: number): void;
}

export interface RunAttackResult extends AttackResult {
  readonly scenario: string;
  readonly seed: string;
  readonly log: string;
}

/** Throws ConfigError where the scenario has no fraud. */
export async function runAttack(nameOrPath: string, options: RunAttackOptions): Promise<RunAttackResult> {
  const { out, threads, signal, onStage } = options;
  const scenario = await loadScenario(nameOrPath, options);
  const key = digestJson({ scenario: scenario.sha256, seed: scenario.seed }).slice(0, 12);
  const dir = join(out, `${scenario.name}-${key}`);
  if (!existsSync(join(dir, 'manifest.json')))
    await runSimulation({
      ...{ scenario, out: dir, threads, signal },
      onProgress: (done, total) => onStage(`simulating ${scenario.name}`, done, total),
    });
  const { manifest, dataset } = await readStore(dir, { fraud: true });
  if (!manifest.tables[`truth/${FRAUD_EVENTS.name}`]?.rows)
    throw new ConfigError([
      `attack: ${scenario.name} tells of no fraud; it needs a \`fraud:\` section and \`truth: actions\` or \`full\`; marketplace-fraud has both`,
    ]);
  const attacked = {
    dataset,
    events: await readTruthTable(dir, FRAUD_EVENTS),
    campaigns: await readTruthTable(dir, FRAUD_CAMPAIGNS),
  };
  const result = await measureAttack(attacked, {
    ...options,
    seed: scenario.seedWords,
    onProgress: (done, total) => onStage('fits', done, total),
  });
  return { scenario: scenario.name, seed: scenario.seed, log: dir, ...result };
}
