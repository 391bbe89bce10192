import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import { firstOf, inWorlds, isWithin, lastOf, meanOf, paired, stripOf, told, verdictOf } from './paired.ts';

const VARIETY = 'intraDiversity';
/** Of variety, 1 − cosine: what is worth the name of a difference. */
const MARGIN = 0.02;
const ARMS = [
  { id: 'learns', label: 'learns from clicks', shop: shopOf('item-knn') },
  { id: 'chance', label: 'chance', shop: shopOf('random') },
] as const;

export const filterBubble: Lesson = {
  id: 'filter-bubble',
  title: 'Filter bubble',
  question: 'What is a filter bubble?',
  before: [
    'A shop that learns shows you more of what you clicked. You can only click what you are shown. So what you are shown, what you click and, little by little, what you like may close into a circle.',
    'A narrow page alone is no bubble: somebody who loves gardens should see gardens. A bubble is more than that: the shop makes tastes themselves narrower than they would have become without it.',
  ],
  ask: 'Tastes drift toward what is consumed. After fifteen days, whose tastes are narrower?',
  choices: [
    { id: 'learns', label: 'Those in the shop that learns from clicks' },
    { id: 'chance', label: 'Those in the shop that fills pages by chance' },
    { id: 'same', label: 'No difference worth the name (less than 0.02 of variety)' },
  ],
  size: { shoppers: 300, items: 300, rounds: 15 },
  seeds: ['bubble 1', 'bubble 2', 'bubble 3', 'bubble 4', 'bubble 5'],
  world: { drift: 0.5 },
  arms: ARMS,
  stage: ['learns', 'chance'],
  watched: 10,
  answer,
  next: [
    {
      label: 'Give the learning shop a diversity of 0.5',
      change: (setting) => ({
        ...setting,
        shops: [{ ...setting.shops[0], diversity: 0.5 }, setting.shops[1]],
      }),
    },
    {
      label: 'Let tastes not drift at all',
      change: (setting) => ({ ...setting, world: { ...setting.world, drift: 0 } }),
    },
  ],
  reference: {
    text: 'Jiang, Chiappa, Lattimore, György and Kohli 2019, Degenerate feedback loops in recommender systems, AIES, pages 383 to 390',
    url: 'https://doi.org/10.1145/3306618.3314288',
  },
};

function answer(worlds: readonly World[]): Answer {
  const taste = lastOf('latent', VARIETY);
  const difference = paired(worlds, ['learns', taste], ['chance', taste]);
  const verdict = verdictOf(difference);
  const isSame = isWithin(difference, MARGIN);
  const [before, after] = [
    meanOf(worlds, 'learns', firstOf('latent', VARIETY)),
    meanOf(worlds, 'learns', taste),
  ];
  const chance = meanOf(worlds, 'chance', taste);
  const pages = [firstOf('shown', VARIETY), lastOf('shown', VARIETY)].map((value) =>
    told(meanOf(worlds, 'learns', value)),
  );
  const short = {
    below: 'Yes: where the shop learns, tastes end narrower than where it shows things by chance.',
    above: 'In these worlds it is the other way round: tastes end wider where the shop learns.',
    open: isSame
      ? 'Tastes end as narrow in both shops, to within 0.02 of variety.'
      : 'In these worlds it cannot be told in which shop tastes end narrower.',
  }[verdict];
  return {
    choice: verdict === 'below' ? 'learns' : verdict === 'above' ? 'chance' : isSame ? 'same' : null,
    sentences: [
      short,
      `The variety of the ten items that a shopper would like best went from ${told(before)} to ${told(after)} in the learning shop; under chance it ended at ${told(chance)} (narrower in the learning shop ${narrower(difference)}).`,
      `The pages of the learning shop went from ${pages[0]} to ${pages[1]}. ${comparison(worlds)}`,
    ],
    strips: [
      stripOf(worlds, ARMS, taste, { title: 'Variety of tastes on the last day', unit: '1 − cosine' }),
      stripOf(worlds, ARMS, lastOf('shown', VARIETY), {
        title: 'Variety of pages on the last day',
        unit: '1 − cosine',
      }),
    ],
  };
}

const narrower = ({ above, worlds }: { readonly above: number; readonly worlds: number }): string =>
  inWorlds({ mean: -1, above, worlds, low: null, high: null });

function comparison(worlds: readonly World[]): string {
  const verdict = verdictOf(
    paired(worlds, ['learns', lastOf('shown', VARIETY)], ['learns', lastOf('latent', VARIETY)]),
  );
  if (verdict === 'below') return 'They are narrower even than what people would like best.';
  if (verdict === 'above')
    return 'They are still wider than what people would like best: pages narrow toward a taste, not past it.';
  return 'They are about as narrow as what people would like best.';
}
