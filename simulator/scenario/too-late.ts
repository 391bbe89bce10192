/** What a scenario asks for after its log has ended: nothing comes of it, and nobody may have meant that. */

import { FRAUD_KINDS } from '../../datasets/fraud-tables.ts';
import type { YamlPath } from '../../datasets/yaml-document.ts';
import { KINDS } from '../fraud/kinds.ts';
import type { Scenario } from './scenario.ts';

export interface TooLate {
  readonly path: YamlPath;
  readonly message: string;
}

/** Promotions, shocks and campaigns of fraud none of which can begin before the last day is over. */
export function tooLate({
  days,
  promotions,
  shocks,
  fraud,
}: Pick<Scenario, 'days' | 'promotions' | 'shocks' | 'fraud'>): TooLate[] {
  const late = (path: YamlPath, from: number): TooLate[] =>
    from < days ? [] : [{ path, message: `day ${from} is after the last day of the log, ${days - 1}` }];
  return [
    ...promotions.flatMap(({ from }, nth) => late(['promotions', nth, 'from'], from)),
    ...shocks.flatMap(({ from }, nth) => late(['shocks', nth, 'from'], from)),
    ...FRAUD_KINDS.flatMap((kind) => {
      const { section } = KINDS[kind];
      const { campaigns, from } = fraud[section];
      return campaigns > 0 ? late(['fraud', section, 'from'], from) : [];
    }),
  ];
}
