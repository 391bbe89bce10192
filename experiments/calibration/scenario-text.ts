/** A calibration as a scenario file: what was changed, and in comments where it comes from and how near it came. */

import { stringify } from 'yaml';
import type { Provenance } from '../../datasets/dataset.ts';
import { STATISTIC_NAMES } from '../../datasets/summary-statistics.ts';
import type { Calibration, PartResult } from './calibrate.ts';
import { setLines } from './set-lines.ts';

export interface ScenarioTextOptions {
  /** Name of the scenario that was calibrated. */
  readonly scenario: string;
  /** What the file extends; left out: the file says every value itself. */
  readonly extends?: string;
  readonly seed: string;
  readonly provenance: Provenance;
}

/** YAML that `shoplab simulate` takes. */
export function scenarioText(calibration: Calibration, options: ScenarioTextOptions): string {
  const { scenario, provenance, seed } = options;
  const values = options.extends === undefined ? calibration.scenario : nested(calibration.changes);
  const document = {
    ...(options.extends === undefined ? {} : { extends: options.extends }),
    ...values,
    title: `${scenario} calibrated to ${provenance.name}`.slice(0, 200),
    seed,
  };
  return [...remarks(calibration, options).map((line) => `# ${line}`.trimEnd()), stringify(document)].join(
    '\n',
  );
}

function remarks(calibration: Calibration, { scenario, provenance, seed }: ScenarioTextOptions): string[] {
  const { knobs, trials, replicates, shoppers, shoppersOfLog, absent } = calibration;
  return [
    `${scenario}, calibrated to ${provenance.name}: ${provenance.title}`,
    `data digest ${provenance.digest}`,
    `seed of the search '${seed}', ${trials} trials of ${replicates} worlds with ${shoppers} shoppers each;`,
    `the log's fitted part has ${shoppersOfLog} ${calibration.sizeIn}, shoppers.count below gives about as many`,
    ...setLines(calibration),
    `searched: ${knobs.map(({ path }) => path).join(', ')}`,
    ...calibration.parts.flatMap(distanceLines),
    ...Object.entries(absent).map(([name, reason]) => `not compared: ${name} (${reason})`),
  ].map((line) => line.replaceAll(/[\r\n]+/g, ' '));
}

function distanceLines({ part, span, before, after }: PartResult): string[] {
  return [
    `distances, ${part} part (${span}), before -> after:`,
    ...STATISTIC_NAMES.flatMap((name) => {
      const [old, now] = [before[name], after[name]];
      if (!('distance' in old && 'distance' in now)) return [];
      return [
        `  ${name.padEnd(20)} ${old.distance.toFixed(3)} -> ${now.distance.toFixed(3)}  (n ${now.n} real, ${Math.round(now.nSimulated)} simulated)`,
      ];
    }),
  ];
}

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(values)) {
    const steps = path.split('.');
    let holder = out;
    for (const step of steps.slice(0, -1)) {
      holder[step] ??= {};
      holder = holder[step] as Record<string, unknown>;
    }
    holder[steps.at(-1)!] = value;
  }
  return out;
}
