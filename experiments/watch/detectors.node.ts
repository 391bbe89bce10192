/** Who looks at a log: models from files, and the transparent rules. */

import type { Algorithm, LabelModel } from '../../algorithms/algorithm.ts';
import { algorithmNamed, fitRun, modelHost } from '../../algorithms/fitting.ts';
import { LOOK_BACK_FEATURES } from '../../algorithms/fraud/look-back.ts';
import { openModelFile } from '../../algorithms/model-file.node.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Examples } from '../../datasets/examples.ts';
import { fileDigest } from '../../datasets/store/part-file.node.ts';
import { CATALOG, createTable, SHOPPERS } from '../../datasets/tables.ts';
import { digestJson } from '../../numerics/digest.ts';
import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { WatchedDetector } from './run-watch.node.ts';
import { judgedBy } from './watcher.ts';

/** The detector that a model file holds. Throws ConfigError, naming the file, where it holds none. */
export async function detectorFrom(path: string, threshold: number): Promise<WatchedDetector> {
  const { model, task, algorithm } = await openModelFile(path, modelHost(kernelHost()));
  if (task !== 'label')
    throw new ConfigError([`${path}: ${algorithm} has task '${task}'; a detector of task 'label' is needed`]);
  const label = model as LabelModel;
  return {
    name: algorithm.replace(/\.v\d+$/, ''),
    of: judgedBy(label, path),
    model: label,
    threshold,
    digest: await fileDigest(path),
  };
}

/** The rules over payments, with their usual limits; they learn nothing. */
export async function paymentRules(): Promise<WatchedDetector> {
  const rules = algorithmNamed('fraud-rules') as Algorithm<'label'>;
  const names = LOOK_BACK_FEATURES.payments;
  const none: Examples = {
    length: 0,
    classes: ['legitimate', 'fraud'],
    label: new Uint8Array(0),
    time: new Uint32Array(0),
    features: { names, values: new Float32Array(0) },
    groups: [],
  };
  const params = rules.params.parse({});
  const empty = { rowPtr: Uint32Array.of(0), colIdx: new Uint32Array(0), values: new Float32Array(0) };
  const model = await rules.fit(
    {
      asOf: Number.POSITIVE_INFINITY,
      feedback: {
        ...{ length: 0, shoppers: 0, items: 0, value: new Float32Array(0), relevant: new Uint8Array(0) },
        ...{ shopper: new Uint32Array(0), item: new Uint32Array(0), time: new Uint32Array(0) },
      },
      interactions: { rows: 0, cols: 0, ...empty },
      catalog: createTable(CATALOG, 0),
      shoppers: createTable(SHOPPERS, 0),
      examples: { all: none, rows: new Uint32Array(0), label: new Uint8Array(0) },
    },
    params,
    fitRun({ seed: seedWords('rules'), signal: new AbortController().signal, kernels: kernelHost() }),
  );
  return {
    name: 'fraud-rules',
    of: 'payments',
    model,
    threshold: 0.5,
    digest: digestJson({ id: rules.id, params }),
  };
}

/** Names of detectors of one watch, each its own. */
export function namedApart(detectors: readonly WatchedDetector[]): WatchedDetector[] {
  const taken = new Map<string, number>();
  return detectors.map((detector) => {
    const nth = (taken.get(detector.name) ?? 0) + 1;
    taken.set(detector.name, nth);
    return nth === 1 ? detector : { ...detector, name: `${detector.name}-${nth}` };
  });
}
