/** What a study found, in plain sentences computed from its records. */

import type { DoneRun, Repeats } from '../../experiments/run-record.ts';
import { comparedIn, differingPairs, leaderWords } from '../specs/comparisons.ts';
import { frontierWords } from '../specs/frontier.ts';
import { auditWords } from '../specs/group-audit.ts';
import { leaderNames, leadWords, seedDoubt } from '../specs/leaderboard.ts';
import { exposures } from '../specs/popularity-bias.ts';
import { positionWords } from '../specs/positions.ts';
import { proxyWords } from '../specs/proxies.ts';
import { disparityWords } from '../specs/shopper-groups.ts';
import { leaderboardOf } from '../tables/leaderboard.ts';
import { seedWords } from '../tables/method-words.ts';
import { formatCount, formatEstimate, formatMean, formatPercent, joinWords, plural } from '../text/format.ts';
import { disparityOf, groupAttributes, groupScores } from './group-scores.ts';
import { emptyShare } from './lists-of-no-use.ts';
import { leadersOf, leadOf, type ModeView, type StudyView } from './study-view.ts';

export interface Finding {
  /** null: holds for the study; else read with the charts of this mode. */
  readonly repeats: Repeats | null;
  /** `Accuracy, repeats excluded`. */
  readonly topic: string;
  readonly text: string;
}

const topicOf = (topic: string, mode: ModeView): string =>
  mode.words === '' ? topic : `${topic}, ${mode.words}`;

function whatRan(view: StudyView): Finding {
  const { study, records, missing, algorithms } = view;
  const { shoppers, items, feedback } = study.counts;
  const failed = records.filter((run) => run.status === 'failed').length;
  const state = [
    `${formatCount(records.length - failed)} of ${plural(study.runs.length, 'run')} done`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} not finished yet`] : []),
  ];
  const order =
    study.split.order === 'time' ? 'the test lies after the training' : 'the split does not follow time';
  return {
    repeats: null,
    topic: 'What ran',
    text: `${plural(algorithms.length, 'algorithm')} on ${study.provenance.title}: ${plural(shoppers, 'shopper')}, ${plural(items, 'item')}, ${plural(feedback, 'row')} of feedback; ${order}. ${joinWords(state)}.`,
  };
}

function whoLeads(view: StudyView, mode: ModeView): Finding {
  const topic = topicOf('Accuracy', mode);
  const lead = mode.primary === null ? null : leadOf(mode.primary);
  if (mode.primary === null || lead === null)
    return {
      repeats: null,
      topic,
      text: `Nothing to rank: no complete algorithm has a value of ${view.study.primary}.`,
    };
  const { key, note, scores } = mode.primary;
  const leaders = leadersOf(mode.primary);
  const start = `${leaderNames(leaders)} ${leaders.length === 1 ? 'has' : 'share'} the best ${key}, ${formatEstimate(lead.leader, note)}`;
  const among =
    scores.length > 1 ? ` among ${plural(scores.length, 'algorithm')}` : ', and is the only one ranked';
  return {
    repeats: null,
    topic,
    text: [
      `${start}${among}.`,
      leadWords(mode, mode.primary, view.summary.level),
      seedDoubt(mode.primary),
      leaders.length === 1 ? pairWords(view, mode) : tiedPairWords(view, mode),
    ]
      .filter((part) => part !== '')
      .join(' '),
  };
}

function pairWords(view: StudyView, mode: ModeView): string {
  const compared = comparedIn(view, mode);
  return compared === null ? '' : `Over all pairs (Holm), ${leaderWords(compared)}.`;
}

/** Of leaders of one mean, none is *the* one whose pairs are told. */
function tiedPairWords(view: StudyView, mode: ModeView): string {
  const compared = comparedIn(view, mode);
  return compared === null
    ? ''
    : `Over all pairs (Holm), ${plural(differingPairs(compared), 'pair')} differ by more than chance.`;
}

function whatRepeatsDo({ modes }: StudyView): Finding[] {
  const told = modes.flatMap(({ words, primary }) => {
    const leaders = primary === null ? [] : leadersOf(primary);
    return primary === null || leaders.length === 0
      ? []
      : [{ words, primary, leaders, names: leaderNames(leaders) }];
  });
  if (told.length < 2) return [];
  const each = told.map(
    ({ words, primary, leaders, names }) =>
      `${names} with ${words} (${primary.key} ${formatMean(leaders[0]!, primary.note)})`,
  );
  const isSame =
    new Set(told.map(({ leaders }) => JSON.stringify(leaders.map(({ label }) => label)))).size === 1;
  const text = isSame
    ? `${told[0]!.names} ${told[0]!.leaders.length === 1 ? 'leads' : 'lead'} in every mode: ${joinWords(each)}.`
    : `The mode decides who leads: ${joinWords(each)}.`;
  return [
    {
      repeats: null,
      topic: 'Repeats',
      text: `${text} Each mode counts other items as right, so its numbers compare within the mode only.`,
    },
  ];
}

function whoIsServedWorse(view: StudyView, mode: ModeView): Finding[] {
  const metric = mode.primary;
  if (metric === null) return [];
  const leader = metric.scores[0]!.label;
  const sentences = groupAttributes(mode).flatMap((attribute) => {
    const own = groupScores(mode, metric, attribute).filter(({ label }) => label === leader);
    const disparity = disparityOf(own, metric, view.summary.level);
    return disparity === null ? [] : [`By ${attribute}, ${disparityWords(disparity, metric, mode.about)}`];
  });
  return sentences.length === 0
    ? []
    : [
        {
          repeats: mode.repeats,
          topic: topicOf(mode.about === 'shoppers' ? 'Who is served worse' : 'Where it does worse', mode),
          text: sentences.join(' '),
        },
      ];
}

function whatASlotDecides(view: StudyView): Finding[] {
  const text = positionWords(view);
  return text === '' ? [] : [{ repeats: null, topic: 'Position', text }];
}

/** How far groups lie apart under all that is audited, and what mending takes. */
function whatWasAudited(view: StudyView, mode: ModeView): Finding[] {
  return (
    [
      ['How far groups lie apart', auditWords(view, mode)],
      ['What lists say of who they are for', proxyWords(mode)],
      ['What mending costs', frontierWords(view, mode)],
    ] as const
  ).flatMap(([topic, text]) =>
    text === '' ? [] : [{ repeats: mode.repeats, topic: topicOf(topic, mode), text }],
  );
}

function whatIsShown(mode: ModeView): Finding[] {
  const [training, ...lists] = exposures(mode);
  const leader = mode.primary?.scores[0]?.label;
  const told = lists.find(({ label }) => label === leader);
  if (training === undefined || told === undefined) return [];
  const top = (shares: readonly number[]) => formatPercent(shares[0] ?? 0);
  return [
    {
      repeats: mode.repeats,
      topic: topicOf('Popularity', mode),
      text: `${told.label} gives ${top(told.shares)} of its list slots to the most popular tenth of the catalogue, which had ${top(training.shares)} of the training feedback.`,
    },
  ];
}

const MANY = 0.05;
const MANY_UNRANKED = 3;

/** `popularity (12 % of lists)` for each algorithm of which more than a few lists are so, averaged over runs. */
function listsThat(view: StudyView, mode: ModeView, shareOf: (run: DoneRun) => number | null): string {
  const found = view.algorithms.flatMap(({ label }) => {
    const own = mode.runs
      .filter((run) => run.inputs.algorithm.label === label)
      .flatMap((run) => shareOf(run) ?? []);
    const share = own.reduce((sum, one) => sum + one, 0) / own.length;
    return share > MANY ? [`${label} (${formatPercent(share)} of lists)`] : [];
  });
  return joinWords(found);
}

const namesOf = (found: readonly { readonly label: string }[]): string =>
  found.length > MANY_UNRANKED
    ? plural(found.length, 'algorithm')
    : joinWords(found.map(({ label }) => label));

function whatToDoubt(view: StudyView, mode: ModeView): Finding[] {
  const { unranked } = mode;
  const texts =
    unranked.length > MANY_UNRANKED
      ? [
          `${formatCount(unranked.length)} of ${plural(view.algorithms.length, 'algorithm')} are not ranked; the leaderboard says why.`,
        ]
      : unranked.map(({ label, reason }) => `${label} is not ranked: ${reason}.`);
  const lacking = leaderboardOf(view, mode)?.unranked.filter(({ label }) =>
    unranked.every((one) => one.label !== label),
  );
  if (lacking?.length)
    texts.push(`Without a value of ${mode.primary!.key}, so not ranked: ${namesOf(lacking)}.`);
  const seed = seedWords(mode);
  if (seed !== '') texts.push(seed);
  const empty = listsThat(view, mode, emptyShare);
  if (empty !== '') texts.push(`Lists left empty count as misses: ${empty}.`);
  const ties = listsThat(view, mode, ({ result }) => result.tieRate);
  if (ties !== '') texts.push(`Ties at the end of the list, broken by the seeded order of items: ${ties}.`);
  return texts.length === 0
    ? []
    : [{ repeats: mode.repeats, topic: topicOf('To be read with care', mode), text: texts.join(' ') }];
}

/** Findings in reading order: what ran, then mode by mode. */
export function findingsOf(view: StudyView): Finding[] {
  const strangers: Finding[] =
    view.strangers === 0
      ? []
      : [
          {
            repeats: null,
            topic: 'Left out',
            text: `${plural(view.strangers, 'record')} in the folder not asked for by this study.`,
          },
        ];
  return [
    whatRan(view),
    ...view.modes.map((mode) => whoLeads(view, mode)),
    ...whatASlotDecides(view),
    ...whatRepeatsDo(view),
    ...view.modes.flatMap((mode) => [
      ...whatIsShown(mode),
      ...whoIsServedWorse(view, mode),
      ...whatWasAudited(view, mode),
    ]),
    ...view.modes.flatMap((mode) => whatToDoubt(view, mode)),
    ...strangers,
  ];
}
