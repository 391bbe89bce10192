import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import {
  type Difference,
  differenceOf,
  inWorlds,
  meanOf,
  paired,
  shareOf,
  stripOf,
  told,
  verdictBeyond,
  verdictOf,
  wholeOf,
} from './paired.ts';

const FRAUD = 0.1;
const ARMS = [
  {
    id: 'popularity-honest',
    label: 'popularity, honest',
    shop: shopOf('popularity', 0.1),
    world: { fraud: 0 },
  },
  {
    id: 'popularity-fake',
    label: 'popularity, fakes',
    shop: shopOf('popularity', 0.1),
    world: { fraud: FRAUD },
  },
  { id: 'als-honest', label: 'als, honest', shop: shopOf('als', 0.1), world: { fraud: 0 } },
  { id: 'als-fake', label: 'als, fakes', shop: shopOf('als', 0.1), world: { fraud: FRAUD } },
] as const;
type Shop = 'popularity' | 'als';
/** Share of places that is worth the name of a difference. */
const MARGIN = 0.01;

export const fakeReviews: Lesson = {
  id: 'fake-reviews',
  title: 'Fake reviews',
  question: 'Whom do bought clicks and reviews fool?',
  before: [
    'The sellers of one item in ten buy clicks and reviews. A shop cannot see which clicks were meant. It learns from all of them, and the people who come after see what it has learnt.',
    'The same worlds run once without fraud: same shoppers, same items, same draws. What differs is the work of the fakes.',
  ],
  ask: 'In which shop do the items whose sellers cheat win more places than they would have had?',
  choices: [
    { id: 'popularity', label: 'Popularity is fooled more' },
    { id: 'als', label: 'als is fooled more' },
    { id: 'neither', label: 'No difference worth the name (less than one place in a hundred)' },
  ],
  size: { shoppers: 300, items: 300, rounds: 12 },
  seeds: ['fakes 1', 'fakes 2', 'fakes 3', 'fakes 4', 'fakes 5'],
  world: {},
  arms: ARMS,
  stage: ['popularity-fake', 'als-fake'],
  watched: 64,
  answer,
  next: [
    {
      label: 'Set fakes to none and compare',
      change: (setting) => ({ ...setting, world: { ...setting.world, fraud: 0 } }),
    },
    {
      label: 'Let people follow others more: conformity 1',
      change: (setting) => ({ ...setting, world: { ...setting.world, conformity: 1 } }),
    },
  ],
  reference: {
    text: 'Lam and Riedl 2004, Shilling recommender systems for fun and profit, WWW, pages 393 to 402',
    url: 'https://doi.org/10.1145/988672.988726',
  },
};

/** Share of places of the items that cheat under fraud, with it and without. */
export function shares(world: World, shop: Shop): { readonly honest: number; readonly fake: number } {
  const fake = world[`${shop}-fake`]!;
  const share = shareOf(fake.pushed);
  return { honest: share(world[`${shop}-honest`]!) ?? 0, fake: share(fake) ?? 0 };
}

const gains = (worlds: readonly World[], shop: Shop): Difference =>
  differenceOf(
    worlds.map((world) => {
      const { honest, fake } = shares(world, shop);
      return fake - honest;
    }),
  );

function answer(worlds: readonly World[]): Answer {
  const own = { popularity: gains(worlds, 'popularity'), als: gains(worlds, 'als') };
  const between = differenceOf(
    worlds.map((world) => {
      const [p, a] = [shares(world, 'popularity'), shares(world, 'als')];
      return p.fake - p.honest - (a.fake - a.honest);
    }),
  );
  const verdict = verdictBeyond(between, MARGIN);
  const regret = wholeOf('slotRegret');
  const missed = (arm: string): string => told(meanOf(worlds, arm, regret));
  const harm = paired(worlds, ['popularity-fake', regret], ['popularity-honest', regret]);
  return {
    choice: ({ above: 'popularity', below: 'als', within: 'neither', open: null } as const)[verdict],
    sentences: [
      {
        above: `Popularity is fooled more (${inWorlds(between)}).`,
        below: `als is fooled more (${inWorlds(between)}).`,
        within: 'Both are fooled alike, to within one place in a hundred.',
        open: 'In these worlds it cannot be told which of the two is fooled more.',
      }[verdict],
      `${gained('popularity', worlds, own.popularity)} ${gained('als', worlds, own.als)}`,
      {
        above: `Everybody else pays: people miss ${missed('popularity-fake')} a place in the popularity shop with fakes, ${missed('popularity-honest')} without (${inWorlds(harm)}).`,
        below: `Nobody else pays here: people miss ${missed('popularity-fake')} a place in the popularity shop with fakes, ${missed('popularity-honest')} without.`,
        open: `Whether everybody else pays for it these worlds do not settle: people miss ${missed('popularity-fake')} a place in the popularity shop with fakes, ${missed('popularity-honest')} without.`,
      }[verdictOf(harm)],
    ],
    strips: [
      {
        title: 'Places won by cheating',
        unit: 'percentage points of all places',
        rows: (['popularity', 'als'] as const).map((shop) => ({
          label: shop,
          values: worlds.map((world) => 100 * (shares(world, shop).fake - shares(world, shop).honest)),
        })),
      },
      stripOf(worlds, ARMS, regret, { title: 'What shoppers miss', unit: 'regret, utility a place' }),
    ],
  };
}

function gained(shop: Shop, worlds: readonly World[], difference: Difference): string {
  const percent = (of: 'honest' | 'fake'): string =>
    told(
      (100 * worlds.reduce((sum, world) => sum + shares(world, shop)[of], 0)) / Math.max(1, worlds.length),
    );
  const clear = verdictOf(difference) === 'open' ? '; not settled by these worlds' : '';
  return `In the ${shop} shop items that cheat fill ${percent('fake')} % of places, and would have filled ${percent('honest')} %${clear}.`;
}
