/** What a study of loops found, in words: made from the summary alone, and said whatever it is. */

import type { LoopStudyFile, LoopSummary } from '../../experiments/loops/loop-record.ts';
import { formatNumber, joinWords, NOT_DEFINED } from '../text/format.ts';
import { bandOf, changeOf, differenceOf, type Estimated, lastOf } from './view.ts';

/** `+0.031 [0.028, 0.034]`; without an interval the bare number. */
export function signedWords({ mean, low, high }: Estimated): string {
  if (mean === null) return NOT_DEFINED;
  const half = low === null || high === null ? null : (high - low) / 2;
  const sign = mean > 0 ? '+' : '';
  const own = `${sign}${formatNumber(mean, half)}`;
  return low === null || high === null
    ? own
    : `${own} [${formatNumber(low, half)}, ${formatNumber(high, half)}]`;
}

export type Verdict = 'above' | 'below' | 'open' | 'unknown';

/** Where an interval lies about 0; 'unknown' without one. */
export function verdictOf({ mean, low, high }: Estimated): Verdict {
  if (mean === null || low === null || high === null) return 'unknown';
  if (low > 0) return 'above';
  return high < 0 ? 'below' : 'open';
}

interface Phrase {
  readonly measure: string;
  /** What is measured, and what is said of it where it is above or below. */
  readonly subject: string;
  readonly above: string;
  readonly below: string;
  /** Name of the number. */
  readonly name: string;
}

const phrase = (measure: string, subject: string, above: string, below: string, name: string): Phrase => ({
  ...{ measure, subject, above, below, name },
});
const alike = (series: string, subject: string): Phrase =>
  phrase(`${series}.interJaccard`, subject, 'was more alike', 'was less alike', 'Jaccard');
const varied = (series: string, subject: string): Phrase =>
  phrase(`${series}.intraDiversity`, subject, 'was more varied', 'was less varied', '1 \u2212 cosine');
const gathered = (series: string, subject: string): Phrase =>
  phrase(
    `${series}.catalogueGini`,
    subject,
    'was more concentrated on few items',
    'was less concentrated on few items',
    'Gini',
  );

/** Similarity of shoppers, in the three series. */
const ALIKE: readonly Phrase[] = [
  alike('shown', 'what two shoppers were shown'),
  alike('engaged', 'what two engaged with'),
  alike('latent', 'what two like'),
];
const VARIED: readonly Phrase[] = [
  varied('shown', 'what one was shown'),
  varied('engaged', 'what one engaged with'),
];
const GATHERED: readonly Phrase[] = [
  gathered('shown', 'all that was shown'),
  gathered('engaged', 'all that was engaged with'),
];
const WELFARE: readonly Phrase[] = [
  phrase('realisedUtility', 'true utility', 'was higher', 'was lower', 'a shopper'),
  phrase('orders', 'orders', 'were more', 'were fewer', 'a shopper'),
  phrase('revenue', 'revenue', 'was higher', 'was lower', 'cents a shopper'),
  phrase('satisfaction', 'satisfaction', 'was higher', 'was lower', 'of those who stayed'),
  phrase('churn', 'shoppers who left', 'were more', 'were fewer', 'share'),
];
const SELLERS: readonly Phrase[] = [
  phrase('sellersSelling', 'sellers with a sale', 'were more', 'were fewer', 'sellers'),
  phrase(
    'sellerDisparity',
    'exposure of sellers',
    'was further from merit',
    'was nearer to merit',
    'share to move',
  ),
];

/** `against oracle A was more alike (Jaccard +0.03 [..]); not told apart: B (...)`; null where nothing of it is measured. */
function against(
  summary: LoopSummary,
  label: string,
  control: string,
  phrases: readonly Phrase[],
): string | null {
  const found = phrases.flatMap((one) => {
    const difference = differenceOf(summary, label, control, one.measure);
    const last = difference && lastOf(difference);
    if (!last || last.mean === null) return [];
    return [{ ...one, verdict: verdictOf(last), told: `(${one.name} ${signedWords(last)})` }];
  });
  const apart = found.flatMap(({ verdict, told, subject, ...one }) =>
    verdict === 'above' || verdict === 'below' ? [`${subject} ${one[verdict]} ${told}`] : [],
  );
  const of = (wanted: Verdict): string[] =>
    found.flatMap(({ verdict, subject, told }) => (verdict === wanted ? [`${subject} ${told}`] : []));
  const [open, unknown] = [of('open'), of('unknown')];
  const parts = [
    ...(apart.length > 0 ? [joinWords(apart)] : []),
    ...(open.length > 0 ? [`not told apart: ${joinWords(open)}`] : []),
    ...(unknown.length > 0 ? [`without an interval: ${joinWords(unknown)}`] : []),
  ];
  return parts.length === 0 ? null : `against ${control} ${parts.join('; ')}`;
}

function movement(summary: LoopSummary, label: string, measure: string, what: string): string | null {
  const change = changeOf(summary, label, measure);
  if (!change || change.mean === null) return null;
  const verdict = verdictOf(change);
  const stayed = change.mean === 0 ? 'stayed as it was' : 'did not move as far as can be told';
  const unknown = change.mean === 0 ? 'stayed as it was' : 'moved by an amount without an interval';
  const verb = { above: 'rose', below: 'fell', open: stayed, unknown }[verdict];
  return `${what} ${verb} (${signedWords(change)})`;
}

export interface LoopFinding {
  /** Whose; null of what holds for all. */
  readonly policy: string | null;
  readonly sentences: readonly string[];
}

/** What was found of each policy, what is legitimate, and how to read it. */
export function findingsOf(study: Omit<LoopStudyFile, 'text'>, summary: LoopSummary): LoopFinding[] {
  const { rounds, level } = summary;
  const [first, last] = [rounds[0], rounds.at(-1)];
  if (first === undefined || last === undefined)
    return [{ policy: null, sentences: ['No loop has run to its end.'] }];
  const { round } = study.world;
  const labels = study.policies.filter(({ role }) => role === 'policy').map((one) => one.label);
  const own = labels.flatMap((label): LoopFinding[] => {
    const moved = [
      movement(summary, label, 'shown.interJaccard', 'similarity of what was shown'),
      movement(summary, label, 'engaged.interJaccard', 'of what was engaged with'),
      movement(summary, label, 'latent.interJaccard', 'of what is liked'),
    ].filter((one) => one !== null);
    const sentences = [
      moved.length > 0 && first !== last ? `From ${round} ${first} to ${last} ${joinWords(moved)}` : null,
      against(summary, label, 'oracle', [...ALIKE, ...VARIED, ...GATHERED]),
      against(summary, label, 'popularity', ALIKE.slice(0, 2)),
      against(summary, label, 'random', [...ALIKE.slice(0, 2), ...GATHERED.slice(0, 1)]),
      against(summary, label, 'none', [...WELFARE, ...SELLERS]),
      against(summary, label, 'oracle', [...WELFARE.slice(0, 3), ...SELLERS]),
    ].filter((one) => one !== null);
    return sentences.length === 0
      ? []
      : [{ policy: label, sentences: sentences.map((text) => `${text[0]!.toUpperCase()}${text.slice(1)}.`) }];
  });
  return [...own, { policy: null, sentences: [...legitimate(summary), reading(study, level, last)] }];
}

/** As lines of Markdown: an item a policy, its sentences under it. `escaped` makes a text safe. */
export const findingLines = (
  findings: readonly LoopFinding[],
  escaped: (text: string) => string = (text) => text,
): string[] =>
  findings.flatMap(({ policy, sentences }) =>
    policy === null
      ? sentences.map((text) => `- ${escaped(text)}`)
      : [`- ${escaped(policy)}:`, ...sentences.map((text) => `  - ${escaped(text)}`)],
  );

/** How alike shoppers are where the truth fills the slates. */
function legitimate(summary: LoopSummary): string[] {
  const values = ['shown', 'engaged', 'latent'].flatMap((series) => {
    const band = bandOf(summary, 'oracle', `${series}.interJaccard`);
    const mean = band && lastOf(band).mean;
    return mean == null ? [] : [`${series} ${formatNumber(mean)}`];
  });
  if (values.length === 0) return [];
  return [
    `Some similarity is legitimate: under the oracle two shoppers end at a Jaccard of ${joinWords(values)}.`,
  ];
}

function reading(
  { seeds, world, measure }: Pick<LoopStudyFile, 'seeds' | 'world' | 'measure'>,
  level: number,
  last: number,
): string {
  const over = measure.over === 'all' ? 'all from the start' : `the ${measure.every} ${world.round}s before`;
  const intervals =
    seeds.length < 2
      ? 'One world: no intervals, and nothing can be told apart.'
      : `In brackets ${Math.round(1000 * level) / 10} % intervals of the difference within the same world, Student's t over ${seeds.length} worlds, not corrected for how many are read.`;
  return `Measured at ${world.round} ${last}, of ${over}. ${intervals}`;
}
