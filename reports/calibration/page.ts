/** The page of a calibration. */

import type { PartResult } from '../../experiments/calibration/calibrate.ts';
import type { CalibrationRecord } from '../../experiments/calibration/calibration-record.ts';
import { hostFacts, NOT_RECORDED } from '../page/provenance.ts';
import type { SectionedReport } from '../page/sections.ts';
import { slug } from '../specs/chart.ts';
import { formatCount, plural } from '../text/format.ts';
import type { Theme } from '../theme.ts';
import { comparedIn, distanceChart, distributionCharts, knobChart, sumOf } from './charts.ts';

function nearnessWords(part: PartResult): string {
  const [before, after] = [sumOf(part, 'before'), sumOf(part, 'after')];
  const change =
    before === 0
      ? ''
      : `, ${Math.abs((100 * (before - after)) / before).toFixed(0)} % ${after <= before ? 'nearer' : 'farther'}`;
  return `${part.part[0]!.toUpperCase()}${part.part.slice(1)} (${part.span}): the sum of ${plural(comparedIn(part).length, 'distance')} was ${before.toFixed(3)} and is ${after.toFixed(3)}${change}.`;
}

export function calibrationReport(record: CalibrationRecord, theme: Theme): SectionedReport {
  const { calibration, data } = record;
  const { parts, knobs, absent } = calibration;
  const missing = Object.entries(absent).map(([name, reason]) => `Not compared: ${name} (${reason}).`);
  return {
    title: `${record.scenario} beside ${data.name}`,
    lead: `A scenario tuned until its world looks like ${data.title}: what is compared, how near it came, and on what was held out.`,
    sections: [
      {
        id: 'nearness',
        heading: 'How near it came',
        words: [...parts.map(nearnessWords), ...missing],
        charts: parts.flatMap((part) => distanceChart(theme, part)),
        tables: [],
      },
      ...parts.map((part) => ({
        id: slug(part.part),
        heading: `Real and simulated, ${part.part} part`,
        words: [
          `${part.span}; lines and dots are of the first of ${plural(calibration.replicates, 'world')}, distances are means over them. Worlds have other seeds than those of the search.`,
        ],
        charts: distributionCharts(theme, part),
        tables: [],
      })),
      { id: 'knobs', heading: 'What was turned', words: [], charts: knobChart(theme, knobs), tables: [] },
    ],
    facts: [
      ['Data', `${data.title} (${data.name}), ${data.licence}`],
      ['Digest of the data', data.digest],
      [
        'Search',
        `${plural(calibration.trials, 'trial')} of ${plural(calibration.replicates, 'world')} with ${formatCount(calibration.shoppers)} shoppers each`,
      ],
      ['Size', `${formatCount(calibration.shoppersOfLog)} ${calibration.sizeIn} in the fitted part`],
      ['From the data outright', Object.keys(calibration.observed).join(', ') || 'nothing'],
      ['Opened, no finding', Object.keys(calibration.opened).join(', ') || 'nothing'],
      ['Switched off', Object.keys(calibration.leftOut).join(', ') || 'nothing'],
    ],
    foot: [
      ...(record.madeBy
        ? hostFacts([record.madeBy])
        : [
            ['shoplab', `${record.version}, commit ${NOT_RECORDED}`] as const,
            ['Machine', NOT_RECORDED] as const,
          ]),
      ['Seed', record.seed],
      ['Digest of the data', data.digest],
      ['Digest of the record', record.digest],
    ],
    command: record.command,
  };
}
