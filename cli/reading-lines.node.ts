/** What `shoplab read` says of what it read: a table a part. */

import type { ReadingRecord } from '../experiments/reading/reading-record.ts';
import { count, table } from './format.node.ts';

export function readingLines(record: ReadingRecord): string[] {
  const { source, reviews, texts, sentiment } = record;
  const withStars =
    sentiment.withStars === null ? '' : `; rank correlation with stars ${fixed(sentiment.withStars)}`;
  return [
    `${source.title}: ${count(reviews)} reviews, ${count(texts)} with a text`,
    `sentiment ${sentiment.words}: mean ${fixed(sentiment.mean)}${withStars}`,
    ...topicLines(record.topics),
    ...aspectLines(record.aspects),
    ...keywordLines(record.keywords),
    ...brandLines(record.brands),
    ...turnLines(record.turns),
    ...voteLines(record.votes),
    '',
  ];
}

const fixed = (value: number): string => value.toFixed(3);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function topicLines(topics: ReadingRecord['topics']): string[] {
  if (!topics) return [];
  const hasPlanted = topics.planted !== undefined;
  return [
    '',
    `TOPICS ${topics.count} by ${topics.method}, a document being one of the ${topics.documents}; ${count(topics.vocabulary)} words`,
    table(
      ['share', 'NPMI', 'C_v', ...(hasPlanted ? ['planted'] : []), 'top words'],
      topics.topics.map(({ share, npmi, cv, aspect, words }) => [
        percent(share),
        fixed(npmi),
        fixed(cv),
        ...(hasPlanted ? [aspect ? `${aspect.name} ${percent(aspect.share)}` : ''] : []),
        words.join(' '),
      ]),
    ),
    `coherence: mean NPMI ${fixed(topics.meanNpmi)}, mean C_v ${fixed(topics.meanCv)}`,
    ...(topics.planted
      ? [
          `normalised mutual information with the planted aspects ${fixed(topics.planted.plain.information)} over ${count(topics.planted.plain.reviews)} reviews of one sentence and aspect, ${fixed(topics.planted.information)} over all ${count(topics.planted.reviews)} that speak of one`,
        ]
      : []),
  ];
}

function aspectLines(aspects: ReadingRecord['aspects']): string[] {
  if (!aspects) return [];
  const scores = aspects.scores;
  return [
    '',
    `ASPECTS as ${aspects.method === 'learnt' ? 'learnt from labelled texts' : 'a lexicon has them'}: texts that speak of each`,
    table(
      ['aspect', 'negative', 'neutral', 'positive'],
      aspects.aspects.map(({ name, negative, neutral, positive }) => [
        name,
        count(negative),
        count(neutral),
        count(positive),
      ]),
    ),
    ...(scores
      ? [
          '',
          `against the truth, over ${count(scores.texts)} texts (learnt from ${count(scores.learntFrom)} others): precision / recall / F1`,
          table(
            ['', ...scores.methods.map(({ method }) => method)],
            [
              ...scores.methods[0]!.aspects.map(({ name }, a) => [
                name,
                ...scores.methods.map(({ aspects: rows }) => threeOf(rows[a]!)),
              ]),
              ...scores.methods[0]!.polarities.map(({ name }, p) => [
                name,
                ...scores.methods.map(({ polarities }) => threeOf(polarities[p]!)),
              ]),
              ['macro-F1 aspects', ...scores.methods.map(({ aspectMacroF1 }) => fixed(aspectMacroF1))],
              ['macro-F1 polarities', ...scores.methods.map(({ polarityMacroF1 }) => fixed(polarityMacroF1))],
              [
                'macro-F1 of both together',
                ...scores.methods.map(({ opinionMacroF1 }) => fixed(opinionMacroF1)),
              ],
            ],
          ),
        ]
      : []),
  ];
}

const threeOf = ({ precision, recall, f1 }: { precision: number; recall: number; f1: number }): string =>
  [precision, recall, f1].map(fixed).join(' / ');

function keywordLines(keywords: ReadingRecord['keywords']): string[] {
  if (!keywords) return [];
  return [
    '',
    `KEYWORDS by ${keywords.by}, scored by ${keywords.method === 'likelihood' ? 'the log-likelihood ratio against all other texts' : 'TF-IDF'}`,
    table(
      [keywords.by, 'texts', 'words'],
      keywords.groups.map(({ name, texts, words }) => [
        name,
        count(texts),
        words.map(({ word }) => word).join(' '),
      ]),
    ),
  ];
}

function brandLines(brands: ReadingRecord['brands']): string[] {
  if (!brands) return [];
  const period = brands.days === null ? 'all at once' : `changes by periods of ${brands.days} days`;
  return [
    '',
    `SENTIMENT by ${brands.by}, ${percent(brands.level)} intervals, ${period}`,
    table(
      [brands.by, 'reviews', 'mean', 'interval', 'periods', 'changed in period'],
      brands.groups.map(({ name, reviews, mean, low, high, periods, changes }) => [
        name,
        count(reviews),
        fixed(mean),
        `${fixed(low)} to ${fixed(high)}`,
        count(periods.length),
        changes.join(', '),
      ]),
    ),
  ];
}

function turnLines(turns: ReadingRecord['turns']): string[] {
  if (!turns) return [];
  return [
    '',
    `TURNS of ${count(turns.turned)} of ${count(turns.shoppers)} shoppers who review: ${count(turns.away)} away, ${count(turns.back)} back`,
    ...(turns.truth
      ? [
          `against true satisfaction, within ${turns.truth.windowDays} days`,
          table(
            [
              'method',
              'told from',
              'found',
              'true',
              'precision',
              'by chance',
              'recall',
              'F1',
              'mean delay, days',
            ],
            turns.truth.rows.map((row) => [
              row.method,
              row.signals,
              count(row.found),
              count(row.true),
              fixed(row.precision),
              fixed(row.byChance),
              fixed(row.recall),
              fixed(row.f1),
              row.meanDelayDays === null ? '-' : row.meanDelayDays.toFixed(1),
            ]),
          ),
        ]
      : []),
  ];
}

function voteLines(votes: ReadingRecord['votes']): string[] {
  if (!votes) return [];
  return [
    '',
    `VOTES for ${count(votes.reviews)} reviews, ${votes.meanVotes.toFixed(2)} each: foretold in ${votes.folds} folds`,
    table(
      ['model', 'mean Poisson deviance', 'rank correlation'],
      votes.models.map(({ name, deviance, rank }) => [
        name,
        fixed(deviance),
        rank === null ? '-' : fixed(rank),
      ]),
    ),
    `strongest: ${votes.coefficients.map(({ name, value }) => `${name} ${value > 0 ? '+' : ''}${value.toFixed(2)}`).join(', ')}`,
  ];
}
