import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import {
  type Difference,
  inWorlds,
  meanOf,
  paired,
  stripOf,
  told,
  type Value,
  verdictOf,
  wholeOf,
} from './paired.ts';

const HELD_OUT = 3;
const ARMS = [
  { id: 'popularity', label: 'popularity', shop: shopOf('popularity', 0) },
  { id: 'item-knn', label: 'item-knn', shop: shopOf('item-knn', 0) },
  { id: 'als', label: 'als', shop: shopOf('als', 0) },
  { id: 'content', label: 'content-based', shop: shopOf('content-based', 0) },
] as const;

export const offlineMetrics: Lesson = {
  id: 'offline-metrics',
  title: 'Offline metrics',
  question: 'Why do offline metrics mislead?',
  before: [
    `A shop has run on popularity. From its log candidates learn all but the last ${HELD_OUT} days; whoever would have listed most of the clicks of those days wins the offline test. But people could only click what the popularity shop had shown them.`,
    'Then each candidate really runs the shop, in the same world, and the simulator tells what its pages were worth.',
  ],
  ask: 'Popularity and item-knn are put to both tests. Do they come out in the same order?',
  choices: [
    { id: 'yes', label: 'Yes, whichever is ahead offline also serves people better' },
    { id: 'no', label: 'No, they change places' },
  ],
  size: { shoppers: 300, items: 300, rounds: 10 },
  seeds: ['log 1', 'log 2', 'log 3', 'log 4', 'log 5', 'log 6', 'log 7', 'log 8'],
  world: {},
  arms: ARMS,
  logging: { shop: shopOf('popularity', 0), heldOut: HELD_OUT },
  stage: ['popularity', 'item-knn'],
  watched: 7,
  answer,
  next: [
    {
      label: 'Let als and content-based run the shops',
      change: (setting) => ({
        ...setting,
        shops: [shopOf('als', 0), shopOf('content-based', 0)],
      }),
    },
    {
      label: 'Turn popularity pull off',
      change: (setting) => ({ ...setting, world: { ...setting.world, popularityPull: 0 } }),
    },
  ],
  reference: {
    text: 'Jeunen 2019, Revisiting offline evaluation for implicit-feedback recommender systems, RecSys, doctoral symposium',
    url: 'https://doi.org/10.1145/3298689.3347069',
  },
};

const recall: Value = ({ offline }) => offline?.recall ?? null;
const regret = wholeOf('slotRegret');

const nameOf = (id: string): string => ARMS.find((arm) => arm.id === id)!.label;

const unsettled = (difference: Difference): string =>
  `${inWorlds(difference)}${verdictOf(difference) === 'open' ? ', too close to tell' : ''}`;

function answer(worlds: readonly World[]): Answer {
  const offline = paired(worlds, ['popularity', recall], ['item-knn', recall]);
  const live = paired(worlds, ['item-knn', regret], ['popularity', regret]);
  const [tested, truly] = [verdictOf(offline), verdictOf(live)];
  const open = tested === 'open' || truly === 'open';
  const [ahead, behind] = offline.mean > 0 ? ['popularity', 'item-knn'] : ['item-knn', 'popularity'];
  const percent = (id: string): string => told(100 * meanOf(worlds, id, recall));
  const missed = (id: string): string => told(meanOf(worlds, id, regret));
  return {
    choice: open ? null : tested === truly ? 'yes' : 'no',
    sentences: [
      open
        ? `These worlds do not settle it: offline ${ahead} is ahead of ${behind} ${unsettled(offline)}; when each runs the shop ${live.mean > 0 ? 'popularity' : 'item-knn'} serves people better ${unsettled(live)}.`
        : tested === truly
          ? `In these worlds it did not mislead: ${ahead} is ahead of ${behind} in both tests.`
          : `It misled: offline ${ahead} is ahead of ${behind} (${inWorlds(offline)}), but when each runs the shop ${behind} serves people better (${inWorlds(live)}).`,
      `Of the clicks to come popularity would have listed ${percent('popularity')} %, item-knn ${percent('item-knn')} %. In truth people miss ${missed('popularity')} a place with popularity and ${missed('item-knn')} with item-knn.`,
      ordersOf(worlds),
    ],
    strips: [
      stripOf(worlds, ARMS, recall, {
        title: 'Offline: clicks to come that were listed',
        unit: 'recall among ten',
      }),
      stripOf(worlds, ARMS, regret, {
        title: 'In truth: what shoppers miss',
        unit: 'regret, utility a place',
      }),
    ],
  };
}

/** All four candidates in both orders, by their means over worlds. */
function ordersOf(worlds: readonly World[]): string {
  const ids = ARMS.map(({ id }) => id as string);
  const offline = [...ids].sort((a, b) => meanOf(worlds, b, recall) - meanOf(worlds, a, recall));
  const live = [...ids].sort((a, b) => meanOf(worlds, a, regret) - meanOf(worlds, b, regret));
  let wrong = 0;
  for (let i = 0; i < offline.length; i++)
    for (let j = i + 1; j < offline.length; j++)
      if (live.indexOf(offline[i]!) > live.indexOf(offline[j]!)) wrong++;
  const names = (list: readonly string[]): string => list.map(nameOf).join(', ');
  return `With two more candidates the order, by the mean over worlds, is offline ${names(offline)}, and in truth ${names(live)}: ${wrong} of ${(ids.length * (ids.length - 1)) / 2} pairs are the wrong way round.`;
}
