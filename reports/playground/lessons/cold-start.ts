import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import { inWorlds, meanOf, onDay, paired, stripOf, told, verdictOf } from './paired.ts';

const ARMS = [
  { id: 'popularity', label: 'popularity', shop: shopOf('popularity', 0.1) },
  { id: 'als', label: 'als', shop: shopOf('als', 0.1) },
  { id: 'content', label: 'content-based', shop: shopOf('content-based', 0.1) },
] as const;
const DAYS = 12;

export const coldStart: Lesson = {
  id: 'cold-start',
  title: 'Cold start',
  question: 'What can a shop do that knows nobody yet?',
  before: [
    'On its first morning a shop knows no clicks. Popularity needs few of them: it adds up everybody’s. To find hidden tastes, as als does, takes many from each person. A content-based shop needs only one click to show more of that kind.',
  ],
  ask: 'From which day on does als clearly serve people better than popularity, day after day?',
  choices: [
    { id: 'soon', label: 'By day 3' },
    { id: 'middle', label: 'From day 4 to day 7' },
    { id: 'late', label: 'Later, or not in twelve days' },
  ],
  size: { shoppers: 300, items: 300, rounds: DAYS },
  seeds: ['morning 1', 'morning 2', 'morning 3', 'morning 4', 'morning 5'],
  world: {},
  arms: ARMS,
  stage: ['popularity', 'als'],
  watched: 84,
  answer,
  next: [
    {
      label: 'Put content-based in the place of popularity',
      change: (setting) => ({
        ...setting,
        shops: [{ ...setting.shops[0], policy: 'content-based' }, setting.shops[1]],
      }),
    },
    {
      label: 'A sixth of the shoppers to learn from',
      change: (setting) => ({ ...setting, shoppers: 50, watched: 0 }),
    },
  ],
  reference: {
    text: 'Schein, Popescul, Ungar and Pennock 2002, Methods and metrics for cold-start recommendations, SIGIR, pages 253 to 260',
    url: 'https://doi.org/10.1145/564376.564421',
  },
};

/** The first day from which als clearly misses less than popularity, on every day until the end; null: none. */
export function overtakes(worlds: readonly World[]): number | null {
  let since: number | null = null;
  for (let day = DAYS; day >= 1; day--) {
    const less = paired(worlds, ['als', onDay('slotRegret', day)], ['popularity', onDay('slotRegret', day)]);
    if (verdictOf(less) !== 'below') break;
    since = day;
  }
  return since;
}

function answer(worlds: readonly World[]): Answer {
  const day = overtakes(worlds);
  const [first, last] = [onDay('slotRegret', 2), onDay('slotRegret', DAYS)];
  const end = paired(worlds, ['als', last], ['popularity', last]);
  const content = paired(worlds, ['content', first], ['als', first]);
  const missed = (arm: string, value: typeof first): string => told(meanOf(worlds, arm, value));
  const sure = verdictOf(end) === 'below';
  const settled = verdictOf(end) !== 'open';
  return {
    choice: !settled ? null : day === null || day > 7 ? 'late' : day <= 3 ? 'soon' : 'middle',
    sentences: [
      !settled
        ? `In these worlds it cannot be told: on day ${DAYS} neither serves people clearly better.`
        : day === null
          ? 'In these worlds als has not overtaken popularity for good within twelve days.'
          : `From day ${day} on als clearly serves people better than popularity.`,
      `On day 2 people miss ${missed('als', first)} a place with als and ${missed('popularity', first)} with popularity; on day ${DAYS} ${missed('als', last)} and ${missed('popularity', last)} (${sure ? inWorlds(end) : 'which these worlds do not settle'}).`,
      verdictOf(content) === 'below'
        ? `Knowing what kind of thing an item is helps at once: content-based misses ${missed('content', first)} on day 2, and ${missed('content', last)} on the last.`
        : verdictOf(content) === 'above'
          ? `Knowing what kind of thing an item is did not help at once: content-based misses ${missed('content', first)} on day 2, and ${missed('content', last)} on the last.`
          : `On day 2 content-based, with ${missed('content', first)}, cannot be told from als; on the last day it misses ${missed('content', last)}.`,
    ],
    strips: [
      stripOf(worlds, ARMS, first, { title: 'What shoppers miss on day 2', unit: 'regret, utility a place' }),
      stripOf(worlds, ARMS, last, {
        title: `What shoppers miss on day ${DAYS}`,
        unit: 'regret, utility a place',
      }),
    ],
  };
}
