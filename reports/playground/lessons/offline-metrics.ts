import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import { inWorlds, meanOf, paired, stripOf, told, type Value, verdictOf, wholeOf } from './paired.ts';

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
    `A shop has run on popularity. From its log four candidates learn all but the last ${HELD_OUT} days; who would have listed most of the clicks of those days wins the offline test. But people could only click what the popularity shop had shown them.`,
    'Then each candidate really runs the shop, in the same world, and the simulator tells what its pages were worth.',
  ],
  ask: 'Does the winner of the offline test also serve people best when it runs the shop?',
  choices: [
    { id: 'yes', label: 'Yes, the same one wins' },
    { id: 'no', label: 'No, another one is best' },
  ],
  size: { shoppers: 300, items: 300, rounds: 10 },
  seeds: ['log 1', 'log 2', 'log 3', 'log 4', 'log 5'],
  world: {},
  arms: ARMS,
  logging: { shop: shopOf('popularity', 0), heldOut: HELD_OUT },
  stage: ['popularity', 'als'],
  answer,
  next: [
    {
      label: 'A log with a third of chance in it is a fairer judge: explore 0.35',
      change: (setting) => ({
        ...setting,
        shops: [{ ...setting.shops[0], exploration: 0.35 }, setting.shops[1]],
      }),
    },
    {
      label: 'Turn popularity pull off',
      change: (setting) => ({ ...setting, world: { ...setting.world, popularityPull: 0 } }),
    },
  ],
  reference: {
    text: 'Jeunen 2019, Revisiting offline evaluation for implicit-feedback recommender systems, RecSys',
    url: 'https://doi.org/10.1145/3298689.3347069',
  },
};

const recall: Value = ({ offline }) => offline?.recall ?? null;
const regret = wholeOf('slotRegret');

const nameOf = (id: string): string => ARMS.find((arm) => arm.id === id)!.label;

function answer(worlds: readonly World[]): Answer {
  const ids = ARMS.map(({ id }) => id as string);
  const offline = [...ids].sort((a, b) => meanOf(worlds, b, recall) - meanOf(worlds, a, recall));
  const live = [...ids].sort((a, b) => meanOf(worlds, a, regret) - meanOf(worlds, b, regret));
  const [winner, best] = [offline[0]!, live[0]!];
  const same = winner === best;
  const gap = paired(worlds, [winner, regret], [best, regret]);
  const lead = paired(worlds, [winner, recall], [offline[1]!, recall]);
  const settled = same || verdictOf(gap) === 'above';
  const order = (list: readonly string[]): string => list.map(nameOf).join(', ');
  return {
    choice: same ? 'yes' : settled ? 'no' : null,
    sentences: [
      same
        ? `In these worlds it did not mislead about the winner: ${nameOf(winner)} wins offline and serves people best.`
        : settled
          ? `It misled: ${nameOf(winner)} wins offline, but ${nameOf(best)} serves people best (${inWorlds(gap)}).`
          : `${nameOf(winner)} wins offline and ${nameOf(best)} serves people best, but these worlds do not tell the two apart when they run the shop.`,
      `Offline, from best to worst: ${order(offline)}; ${nameOf(winner)} would have listed ${told(100 * meanOf(worlds, winner, recall))} % of the clicks${verdictOf(lead) === 'above' ? '' : ', a lead that these worlds do not settle'}. Running the shop: ${order(live)}.`,
      `People miss ${told(meanOf(worlds, best, regret))} a place with ${nameOf(best)}, and ${told(meanOf(worlds, live.at(-1)!, regret))} with ${nameOf(live.at(-1)!)}, the worst${live.at(-1) === winner ? ', which won offline' : ''}.${ranks(offline, live)}`,
    ],
    strips: [
      stripOf(worlds, ARMS, recall, {
        title: 'Offline: clicks to come that were listed',
        unit: 'recall among ten',
      }),
      stripOf(worlds, ARMS, regret, {
        title: 'In truth: what shoppers miss',
        unit: 'regret, utility a slot',
      }),
    ],
  };
}

/** Pairs of candidates that the offline test puts in the wrong order. */
function ranks(offline: readonly string[], live: readonly string[]): string {
  let wrong = 0;
  for (let i = 0; i < offline.length; i++)
    for (let j = i + 1; j < offline.length; j++)
      if (live.indexOf(offline[i]!) > live.indexOf(offline[j]!)) wrong++;
  const all = (offline.length * (offline.length - 1)) / 2;
  return ` Of ${all} pairs of candidates the offline test puts ${wrong} in the wrong order.`;
}
