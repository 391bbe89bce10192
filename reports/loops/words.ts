/** What a study of loops found, in words: made from the summary alone, and said whatever it is. */

import type { LoopStudyFile, LoopSummary } from '../../experiments/loops/loop-record.ts';
import { formatNumber, joinWords, NOT_DEFINED } from '../format.ts';
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
  /** What is said where it is above, below, or not told apart. */
  readonly above: string;
  readonly below: string;
  readonly open: string;
  /** Name of the number. */
  readonly name: string;
}

const phrase = (measure: string, above: string, below: string, open: string, name: string): Phrase => ({
  ...{ measure, above, below, open, name },
});

/** Similarity of shoppers, in the three series. */
const ALIKE: readonly Phrase[] = [
  phrase(
    'shown.interJaccard',
    'what two shoppers were shown was more alike',
    'what two shoppers were shown was less alike',
    'what two shoppers were shown was as alike as far as can be told',
    'Jaccard',
  ),
  phrase(
    'engaged.interJaccard',
    'what they engaged with was more alike',
    'what they engaged with was less alike',
    'what they engaged with was as alike as far as can be told',
    'Jaccard',
  ),
  phrase(
    'latent.interJaccard',
    'what they like was more alike',
    'what they like was less alike',
    'what they like was as alike as far as can be told',
    'Jaccard',
  ),
];

const VARIED: readonly Phrase[] = [
  phrase(
    'shown.intraDiversity',
    'what one shopper was shown was more varied',
    'what one shopper was shown was less varied',
    'what one shopper was shown was as varied as far as can be told',
    '1 - cosine',
  ),
  phrase(
    'engaged.intraDiversity',
    'what one engaged with was more varied',
    'what one engaged with was less varied',
    'what one engaged with was as varied as far as can be told',
    '1 - cosine',
  ),
];

const CONCENTRATED: readonly Phrase[] = [
  phrase(
    'shown.catalogueGini',
    'what was shown was more concentrated on few items',
    'what was shown was less concentrated on few items',
    'what was shown was as concentrated as far as can be told',
    'Gini',
  ),
  phrase(
    'engaged.catalogueGini',
    'what was engaged with was more concentrated',
    'what was engaged with was less concentrated',
    'what was engaged with was as concentrated as far as can be told',
    'Gini',
  ),
];

const WELFARE: readonly Phrase[] = [
  phrase(
    'realisedUtility',
    'shoppers had more true utility',
    'shoppers had less true utility',
    'shoppers had as much true utility as far as can be told',
    'a shopper',
  ),
  phrase(
    'orders',
    'they ordered more',
    'they ordered less',
    'they ordered as much as far as can be told',
    'orders a shopper',
  ),
  phrase(
    'satisfaction',
    'they were more satisfied',
    'they were less satisfied',
    'they were as satisfied as far as can be told',
    'satisfaction',
  ),
  phrase(
    'churn',
    'more of them had left',
    'fewer of them had left',
    'as many had left as far as can be told',
    'share',
  ),
];

const SELLERS: readonly Phrase[] = [
  phrase(
    'sellersSelling',
    'more sellers sold something',
    'fewer sellers sold something',
    'as many sellers sold something as far as can be told',
    'sellers',
  ),
  phrase(
    'sellerDisparity',
    'exposure was further from merit',
    'exposure was nearer to merit',
    'exposure was as far from merit as far as can be told',
    'share of exposure',
  ),
];

/** `against oracle: A (Jaccard +0.03 [..]), B (...)`; null where nothing of it is measured. */
function against(
  summary: LoopSummary,
  label: string,
  control: string,
  phrases: readonly Phrase[],
): string | null {
  const parts = phrases.flatMap((one) => {
    const found = differenceOf(summary, label, control, one.measure);
    if (!found) return [];
    const last = lastOf(found);
    if (last.mean === null) return [];
    const verdict = verdictOf(last);
    const words = verdict === 'unknown' ? `${one.open.replace(/ was as .*| as .*/, '')}` : one[verdict];
    return [`${words} (${one.name} ${signedWords(last)})`];
  });
  return parts.length === 0 ? null : `against ${control} ${joinWords(parts)}`;
}

function movement(summary: LoopSummary, label: string, measure: string, what: string): string | null {
  const change = changeOf(summary, label, measure);
  if (!change || change.mean === null) return null;
  const verdict = verdictOf(change);
  const verb = { above: 'rose', below: 'fell', open: 'did not move as far as can be told', unknown: 'moved' }[
    verdict
  ];
  return `${what} ${verb} (${signedWords(change)})`;
}

/** A paragraph a policy, one on what is legitimate, and one on how to read them. */
export function findingsOf(study: Omit<LoopStudyFile, 'text'>, summary: LoopSummary): string[] {
  const { rounds, level } = summary;
  const [first, last] = [rounds[0], rounds.at(-1)];
  if (first === undefined || last === undefined) return ['No loop has run to its end.'];
  const { round } = study.world;
  const labels = study.policies.filter(({ role }) => role === 'policy').map((one) => one.label);
  const paragraphs = labels.flatMap((label) => {
    const moved = [
      movement(summary, label, 'shown.interJaccard', 'similarity of what was shown'),
      movement(summary, label, 'engaged.interJaccard', 'of what was engaged with'),
      movement(summary, label, 'latent.interJaccard', 'of what is liked'),
    ].filter((one) => one !== null);
    const sentences = [
      moved.length > 0 && first !== last ? `From ${round} ${first} to ${last} ${joinWords(moved)}` : null,
      against(summary, label, 'oracle', [...ALIKE, ...VARIED, ...CONCENTRATED]),
      against(summary, label, 'popularity', ALIKE.slice(0, 2)),
      against(summary, label, 'random', [...ALIKE.slice(0, 2), ...CONCENTRATED.slice(0, 1)]),
      against(summary, label, 'none', [...WELFARE, ...SELLERS]),
      against(summary, label, 'oracle', [...WELFARE.slice(0, 2), ...SELLERS]),
    ].filter((one) => one !== null);
    return sentences.length === 0
      ? []
      : [`${label}: ${sentences.map((text) => `${text[0]!.toUpperCase()}${text.slice(1)}`).join('. ')}.`];
  });
  return [...paragraphs, ...legitimate(summary), reading(study, level, last)];
}

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
