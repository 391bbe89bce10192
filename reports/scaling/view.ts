/** The laws that a report of a scaling study tells. */

import type { Host } from '../../experiments/run-record.ts';
import type { Axis, Cost, CostRecord, ScalingFile } from '../../experiments/scaling/scaling-record.ts';
import { digestJson } from '../../numerics/digest.ts';
import { type Exponent, fitExponent } from '../../numerics/power-law.ts';

export const COSTS = {
  fit: { words: 'time to fit', unit: 'seconds', of: ({ fitSeconds }: Cost) => fitSeconds, least: 0.001 },
  list: { words: 'time of a list', unit: 'seconds', of: ({ listSeconds }: Cost) => listSeconds, least: 1e-7 },
  memory: { words: 'memory', unit: 'bytes', of: ({ memoryBytes }: Cost) => memoryBytes, least: 2 ** 22 },
} as const;
export type CostName = keyof typeof COSTS;

export interface CostPoint {
  /** Shoppers, items, or distinct pairs. */
  readonly size: number;
  readonly cost: number;
}

/** One cost of one algorithm along one size. */
export interface Law {
  readonly label: string;
  readonly axis: Axis;
  readonly cost: CostName;
  readonly points: readonly CostPoint[];
  /** Through the points that are large enough to be measured; null with fewer than two of these. */
  readonly exponent: Exponent | null;
}

export interface ScalingView {
  readonly file: ScalingFile;
  readonly laws: readonly Law[];
  readonly failed: readonly string[];
  /** What measured the points. */
  readonly hosts: readonly Host[];
  /** Of the records, in the order of the file. */
  readonly digest: string;
}

export function scalingView(file: ScalingFile, records: readonly CostRecord[]): ScalingView {
  const byId = new Map(records.map((record) => [record.id, record]));
  const axes = [...new Set(file.points.map(({ axis }) => axis))];
  const labels = [...new Set(file.points.map(({ label }) => label))];
  const laws = (Object.keys(COSTS) as CostName[]).flatMap((cost) =>
    axes.flatMap((axis) => labels.map((label) => lawOf(file, byId, { cost, axis, label }))),
  );
  const failed = records.flatMap((record) =>
    record.status === 'failed'
      ? [`${record.inputs.algorithm.name} at ${JSON.stringify(record.inputs.sizes)}: ${record.error}`]
      : [],
  );
  return {
    ...{ file, laws: laws.filter(({ points }) => points.length > 1), failed },
    hosts: records.map(({ inputs, commit, dirty }) => ({
      ...inputs.host,
      ...(commit !== undefined && { commit }),
      ...(dirty !== undefined && { dirty }),
    })),
    digest: digestJson(records),
  };
}

function lawOf(
  file: ScalingFile,
  records: ReadonlyMap<string, CostRecord>,
  { cost, axis, label }: Pick<Law, 'cost' | 'axis' | 'label'>,
): Law {
  const { of, least } = COSTS[cost];
  const points = file.points
    .filter((point) => point.axis === axis && point.label === label)
    .flatMap(({ id }): CostPoint[] => {
      const record = records.get(id);
      if (record?.status !== 'measured') return [];
      const { shoppers, items } = record.inputs.sizes;
      const size = { shoppers, items, interactions: record.cost.pairs }[axis];
      return [{ size, cost: of(record.cost) }];
    });
  return { label, axis, cost, points, exponent: fitExponent(points.filter((point) => point.cost >= least)) };
}
