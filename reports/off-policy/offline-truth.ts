/** The report of the study of offline evaluation against the truth. */

import type { KindRecord } from '../../experiments/kinds/kind.ts';
import type {
  OfflineTruthResult,
  OfflineTruthStudy,
} from '../../experiments/off-policy/truth/offline-truth.ts';
import { kindFoot, type Section, type SectionedReport } from '../page/sections.ts';
import { formatCount } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { biasCharts, biasTable, biasWords } from './bias.ts';
import { pickCharts, pickTable, pickWords } from './picks.ts';
import { errorCharts, errorTable, errorWords } from './standard-errors.ts';

export type TruthRecord = KindRecord<OfflineTruthStudy, OfflineTruthResult>;

export function offlineTruthReport(record: TruthRecord, theme: Theme): SectionedReport {
  const { study } = record.inputs;
  const { result, measured } = record;
  const [world, shop] = [study.estimators.world, study.choices.world];
  const sections: Section[] = [
    {
      id: 'bias',
      heading: 'Are the estimators right?',
      words: biasWords(result),
      charts: biasCharts(result, theme),
      tables: [{ heading: 'Estimates of the longest logs', table: biasTable(result) }],
    },
    {
      id: 'errors',
      heading: 'How fast they become so',
      words: errorWords(result),
      charts: errorCharts(result, theme),
      tables: [{ heading: 'Standard errors', table: errorTable(result) }],
    },
    {
      id: 'picks',
      heading: 'Who would have been picked',
      words: pickWords(study, result),
      charts: pickCharts(study, result, theme),
      tables: [{ heading: 'Right picks', table: pickTable(result) }],
    },
  ];
  return {
    title: study.title,
    lead: study.description.trim(),
    sections,
    facts: [
      [
        'Worlds',
        `estimators: ${formatCount(world.shoppers)} shoppers, ${world.items} items, seeds ${study.estimators.seeds.join(', ')}; picks: ${formatCount(shop.shoppers)} shoppers, ${shop.items} items, ${study.choices.seeds.length} worlds; nothing moves in them`,
      ],
      [
        'Truth',
        'sums over all shoppers and all slates of the probability of each and of what it earns; no draws (a logit over what is seen)',
      ],
      ['Recommenders', study.choices.recommenders.map(({ name }) => name).join(', ')],
      ['Record', `${record.id}, result ${record.resultDigest.slice(0, 16)}`],
      [
        'Machine',
        `${measured.cpu}, ${measured.cores} cores, Node ${measured.node}, ${measured.seconds.toFixed(0)} s`,
      ],
    ],
    foot: kindFoot(record),
    command: record.command,
  };
}
