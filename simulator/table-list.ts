/** Every table that a simulation may file, by folder: for listing and documentation. */

import { INJECTED_FAULTS, RAW_TABLES } from '../datasets/raw-tables.ts';
import { LOG_TABLES, type TableSpec } from '../datasets/tables.ts';
import {
  EXPERIENCES,
  REVIEW_ASPECTS,
  SHOPPER_DEPARTMENTS,
  SHOPPER_DRIFT,
  SHOPPER_STATES,
} from './life-truth.ts';
import {
  ACTION_TRUTH,
  IMPRESSION_TRUTH,
  ITEM_ATTRIBUTES,
  ITEM_TRAITS,
  SESSION_TRUTH,
  SHOPPER_TASTES,
  SHOPPER_TRAITS,
} from './truth.ts';

/** What only the simulator knows. */
export const TRUTH_TABLES = [
  SHOPPER_TASTES,
  SHOPPER_TRAITS,
  ITEM_ATTRIBUTES,
  ITEM_TRAITS,
  SESSION_TRUTH,
  IMPRESSION_TRUTH,
  ACTION_TRUTH,
  EXPERIENCES,
  REVIEW_ASPECTS,
  SHOPPER_STATES,
  SHOPPER_DRIFT,
  SHOPPER_DEPARTMENTS,
  INJECTED_FAULTS,
] as const satisfies readonly TableSpec[];

export interface ListedTable {
  /** `sessions`, `raw/<name>`, `truth/<name>`. */
  readonly folder: string;
  readonly area: 'log' | 'raw' | 'truth';
  readonly spec: TableSpec;
}

export const TABLES: readonly ListedTable[] = [
  ...LOG_TABLES.map((spec): ListedTable => ({ folder: spec.name, area: 'log', spec })),
  ...RAW_TABLES.map((spec): ListedTable => ({ folder: `raw/${spec.name}`, area: 'raw', spec })),
  ...TRUTH_TABLES.map((spec): ListedTable => ({ folder: `truth/${spec.name}`, area: 'truth', spec })),
];
