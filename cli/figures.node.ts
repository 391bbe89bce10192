/** Figures and targets as `shoplab simulate` and `shoplab explain` print them. */

import type { ClaimedRange, ManifestFigure } from '../datasets/store/manifest.ts';
import type { Standing } from '../simulator/figures/targets.ts';
import { table } from './format.node.ts';

/** The claims of a scenario and how its log stands to each; nothing where nothing is claimed. */
export function claimsTable(figures: readonly ManifestFigure[]): string[] {
  const rows = figures.flatMap(({ name, value, why, unit, target }) =>
    target
      ? [
          [
            name,
            value === null ? '-' : withUnit(value, unit),
            rangeText(target),
            target.verdict === 'fail' ? 'FAIL' : target.verdict + (why === undefined ? '' : `: ${why}`),
            target.source ?? '',
          ],
        ]
      : [],
  );
  if (rows.length === 0) return [];
  return [table(['figure', 'value', 'target', 'verdict', 'source'], rows), ''];
}

/** Whether all targets are met; else all that are not, by name. */
export function standingLine({ claimed, passed, failed, notMeasurable }: Standing): string {
  if (claimed === 0) return 'targets none: the scenario claims no figure';
  if (passed === claimed) return `targets ${claimed === 1 ? 'the one is' : `all ${claimed} are`} met`;
  const missed = [
    ...(failed.length > 0 ? [`${failed.length} of ${claimed} MISSED (${failed.join(', ')})`] : []),
    ...(notMeasurable.length > 0
      ? [`${notMeasurable.length} of ${claimed} NOT MEASURABLE (${notMeasurable.join(', ')})`]
      : []),
  ];
  return `targets ${missed.join('; ')}`;
}

/** Throws where a target is not met. */
export function refuseMissed(standing: Standing): void {
  if (standing.passed < standing.claimed) throw new Error(standingLine(standing));
}

export function rangeText({ atLeast, atMost }: ClaimedRange): string {
  if (atLeast === undefined) return `at most ${figureText(atMost!)}`;
  if (atMost === undefined) return `at least ${figureText(atLeast)}`;
  return `${figureText(atLeast)} to ${figureText(atMost)}`;
}

/** Four digits, and no more: a value at the edge of its range is told as it is. */
const figureText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));

const withUnit = (value: number, unit: string | undefined): string =>
  unit === 'days' || unit === 'stars' ? `${figureText(value)} ${unit}` : figureText(value);
