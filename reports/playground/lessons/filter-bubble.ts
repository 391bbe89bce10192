import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import {
  differenceOf,
  firstOf,
  inWorlds,
  lastOf,
  meanOf,
  paired,
  stripOf,
  told,
  verdictBeyond,
  verdictOf,
} from './paired.ts';

const VARIETY = 'intraDiversity';
/** Of the narrowing of tastes in the learning shop: what is worth the name of a difference. */
const MARGIN = 0.1;
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
    { id: 'same', label: 'No difference worth the name (less than a tenth of the narrowing)' },
  ],
  size: { shoppers: 300, items: 300, rounds: 15 },
  seeds: Array.from({ length: 10 }, (_, i) => `bubble ${i + 1}`),
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

const first = firstOf('latent', VARIETY);
const taste = lastOf('latent', VARIETY);

/** Of the narrowing of tastes in the learning shop, the share that there would not have been under chance; null where tastes did not narrow. */
export function shopsDoing(world: World): number | null {
  const of = (arm: string, value: typeof taste): number => value(world[arm]!) ?? Number.NaN;
  const narrowed = of('learns', first) - of('learns', taste);
  return narrowed > 0 ? (of('chance', taste) - of('learns', taste)) / narrowed : null;
}

function answer(worlds: readonly World[]): Answer {
  const narrowing = paired(worlds, ['learns', first], ['learns', taste]);
  if (verdictOf(narrowing) !== 'above')
    return {
      choice: null,
      sentences: [
        'In these worlds tastes did not clearly narrow where the shop learns, so there is no bubble to be explained.',
        `Their variety went from ${told(meanOf(worlds, 'learns', first))} to ${told(meanOf(worlds, 'learns', taste))} there; under chance it ended at ${told(meanOf(worlds, 'chance', taste))}.`,
      ],
      strips: strips(worlds),
    };
  const share = differenceOf(worlds.map(shopsDoing).filter((one) => one !== null));
  const verdict = verdictBeyond(share, MARGIN);
  const choices = { above: 'learns', below: 'chance', within: 'same', open: null } as const;
  const pages = [firstOf('shown', VARIETY), lastOf('shown', VARIETY)].map((value) =>
    told(meanOf(worlds, 'learns', value)),
  );
  return {
    choice: choices[verdict],
    sentences: [
      {
        above: 'Where the shop learns, tastes end narrower than where it shows things by chance.',
        below: 'In these worlds it is the other way round: tastes end wider where the shop learns.',
        within: 'Tastes end about as narrow in both shops.',
        open: 'In these worlds it cannot be told in which shop tastes end narrower.',
      }[verdict],
      `The variety of the ten items that a shopper would like best went from ${told(meanOf(worlds, 'learns', first))} to ${told(meanOf(worlds, 'learns', taste))} in the learning shop; under chance it ended at ${told(meanOf(worlds, 'chance', taste))} (narrower in the learning shop ${narrower(share)}).`,
      ...(verdict === 'above'
        ? [
            `So ${Math.round(100 * share.mean)} % of the narrowing is the shop’s doing (95 %: ${Math.round(100 * share.low!)} to ${Math.round(100 * share.high!)} %). The rest there is under chance too: tastes move toward what people choose for themselves.`,
          ]
        : []),
      `The pages of the learning shop went from ${pages[0]} to ${pages[1]}. ${comparison(worlds)}`,
    ],
    strips: strips(worlds),
  };
}

const strips = (worlds: readonly World[]) => [
  stripOf(worlds, ARMS, taste, { title: 'Variety of tastes on the last day', unit: '1 − cosine' }),
  stripOf(worlds, ARMS, lastOf('shown', VARIETY), {
    title: 'Variety of pages on the last day',
    unit: '1 − cosine',
  }),
];

/** Worlds in which tastes end narrower in the learning shop. */
const narrower = ({ above, worlds }: { readonly above: number; readonly worlds: number }): string =>
  inWorlds({ mean: 1, above, worlds, low: null, high: null });

function comparison(worlds: readonly World[]): string {
  const verdict = verdictOf(
    paired(worlds, ['learns', lastOf('shown', VARIETY)], ['learns', lastOf('latent', VARIETY)]),
  );
  if (verdict === 'below') return 'They are narrower even than what people would like best.';
  if (verdict === 'above')
    return 'They are still wider than what people would like best: pages narrow toward a taste, not past it.';
  return 'They are about as narrow as what people would like best.';
}
