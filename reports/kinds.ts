/** Pages of studies of other kinds than fits on folds, by kind. */

import type { KindRecord } from '../experiments/kinds/kind.ts';
import { offlineTruthReport, type TruthRecord } from './off-policy/offline-truth.ts';
import type { SectionedReport } from './page/sections.ts';
import type { Theme } from './theme.ts';

const REPORTS: Readonly<Record<string, (record: never, theme: Theme) => SectionedReport>> = {
  'offline-truth': (record: TruthRecord, theme) => offlineTruthReport(record, theme),
};

export function kindReport(record: KindRecord, theme: Theme): SectionedReport {
  const { kind } = record.inputs;
  const report = REPORTS[kind];
  if (!report) throw new Error(`report: no page for studies of kind '${kind}'`);
  return report(record as never, theme);
}
