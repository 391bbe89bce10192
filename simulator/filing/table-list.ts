/** Every table that a simulation may file, by folder: for listing and documentation. */

import { LOG_TABLES } from '../../datasets/log-tables.ts';
import type { TableSpec } from '../../datasets/tables.ts';
import { type Area, FILED_TABLES } from './filed-tables.ts';

export interface ListedTable {
  /** `sessions`, `raw/<name>`, `truth/<name>`. */
  readonly folder: string;
  readonly area: Area;
  readonly spec: TableSpec;
}

const specsOf = (area: Area): readonly TableSpec[] =>
  area === 'log' ? LOG_TABLES : FILED_TABLES.filter((table) => table.area === area).map(({ spec }) => spec);

export const TABLES: readonly ListedTable[] = (['log', 'raw', 'truth'] as const).flatMap((area) =>
  specsOf(area).map((spec) => ({ folder: area === 'log' ? spec.name : `${area}/${spec.name}`, area, spec })),
);
