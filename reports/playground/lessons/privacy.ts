import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import {
  type Difference,
  differenceOf,
  inWorlds,
  meanOf,
  stripOf,
  told,
  verdictBeyond,
  verdictOf,
  wholeOf,
} from './paired.ts';

/** Of the last actions of each shopper, how many an arm keeps. */
const FEW = 3;
const ARMS = [
  { id: 'all', label: 'all history', shop: shopOf('als', 0.1) },
  { id: 'few', label: `last ${FEW} actions`, shop: shopOf('als', 0.1, FEW) },
  { id: 'one', label: 'last action', shop: shopOf('als', 0.1, 1) },
  { id: 'none', label: 'no history', shop: shopOf('als', 0.1, 0) },
] as const;

/** Of the worth of personalisation: what still is about half. */
const MARGIN = 0.1;

export const privacy: Lesson = {
  id: 'privacy',
  title: 'Privacy',
  question: 'What does it cost a shop to know less?',
  before: [
    'Data minimisation: keep no more about a person than the purpose takes. One shop keeps all that its shoppers ever clicked, put into the cart or ordered. Its rival is the same shop, but keeps only the last three of these actions of each person and forgets the rest.',
    'A shop that keeps nothing shows everybody what is popular. How much worse its pages are than those of the shop that keeps all: that is the whole of what personalisation is worth here.',
  ],
  ask: 'The shop keeps the last three actions of each shopper. How much of what personalisation is worth is lost?',
  choices: [
    { id: 'less', label: 'Clearly less than half' },
    { id: 'half', label: 'About half (40 to 60 %)' },
    { id: 'more', label: 'Clearly more than half' },
  ],
  size: { shoppers: 300, items: 300, rounds: 10 },
  seeds: Array.from({ length: 10 }, (_, i) => `consent ${i + 1}`),
  world: {},
  arms: ARMS,
  stage: ['all', 'few'],
  watched: 64,
  answer,
  next: [
    {
      label: 'Keep the last action alone',
      change: (setting) => ({ ...setting, shops: [setting.shops[0], { ...setting.shops[1], kept: 1 }] }),
    },
    {
      label: 'Half of all shoppers say no: nothing of theirs is kept, and their pages are not personal',
      change: (setting) => ({
        ...setting,
        scenario: 'extends: playground\nconsent: { optOut: 0.5, from: 0, over: 0 }\n',
      }),
    },
  ],
  reference: {
    text: 'Biega, Potash, Daumé III, Diaz and Finck 2020, Operationalizing the legal principle of data minimization for personalization, SIGIR',
    url: 'https://doi.org/10.1145/3397271.3401034',
  },
};

const regret = wholeOf('slotRegret');

/** Of what personalisation is worth in a world, the share that is lost; null where it is worth nothing there. */
export function lost(world: World, arm: string): number | null {
  const of = (id: string): number => regret(world[id]!) ?? Number.NaN;
  const worth = of('none') - of('all');
  return worth > 0 ? (of(arm) - of('all')) / worth : null;
}

function answer(worlds: readonly World[]): Answer {
  const shares = worlds.map((world) => lost(world, 'few')).filter((one) => one !== null);
  const beyond = differenceOf(shares.map((share) => share - 0.5));
  const worth = differenceOf(
    worlds.map((world) => (regret(world['none']!) ?? Number.NaN) - (regret(world['all']!) ?? Number.NaN)),
  );
  if (verdictOf(worth) !== 'above')
    return {
      choice: null,
      sentences: [
        'In these worlds personalisation is not clearly worth anything, so there is nothing of which a share could be lost.',
        `People miss ${missed(worlds, 'all')} a place where all is kept, ${missed(worlds, 'none')} where nothing is.`,
      ],
      strips: strips(worlds),
    };
  const further = differenceOf(
    worlds.flatMap((world) => {
      const [one, few] = [lost(world, 'one'), lost(world, 'few')];
      return one === null || few === null ? [] : [one - few];
    }),
  );
  return {
    choice: ({ above: 'more', below: 'less', within: 'half', open: null } as const)[
      verdictBeyond(beyond, MARGIN)
    ],
    sentences: [
      short(worlds, beyond),
      `People miss ${missed(worlds, 'all')} a place where all is kept, ${missed(worlds, 'few')} with the last three actions, ${missed(worlds, 'one')} with the last one, ${missed(worlds, 'none')} where nothing is.`,
      `Where all is kept a shopper clicks ${told(meanOf(worlds, 'all', wholeOf('clicks')))} times in ${privacy.size.rounds} days. With the last action alone ${percent(worlds, 'one')} % is lost${verdictOf(further) === 'above' ? ': one thing that somebody did tells of a whim, a few tell of a taste' : ''}.`,
    ],
    strips: strips(worlds),
  };
}

function short(worlds: readonly World[], beyond: Difference): string {
  const share = `${percent(worlds, 'few')} % of what personalisation is worth is lost with the last three actions of each shopper`;
  const verdict = verdictBeyond(beyond, MARGIN);
  if (verdict === 'above') return `More than half: ${share} (more than half ${inWorlds(beyond)}).`;
  if (verdict === 'below') return `Less than half: ${share} (less than half ${inWorlds(beyond)}).`;
  if (verdict === 'within') return `About half: ${share}.`;
  return `Between ${bound(beyond.low)} and ${bound(beyond.high)} % of what personalisation is worth is lost with the last three actions of each shopper (95 % over ${beyond.worlds} worlds): whether that is about half, clearly less or clearly more is not settled.`;
}

const missed = (worlds: readonly World[], arm: string): string => told(meanOf(worlds, arm, regret));

const percent = (worlds: readonly World[], arm: string): string => {
  const all = worlds.map((world) => lost(world, arm)).filter((one) => one !== null);
  return String(Math.round((100 * all.reduce((sum, one) => sum + one, 0)) / Math.max(1, all.length)));
};

/** A bound of the share beyond one half, in per cent of the whole. */
const bound = (value: number | null): string =>
  value === null ? 'n/a' : String(Math.round(100 * (0.5 + value)));

const strips = (worlds: readonly World[]) => [
  stripOf(worlds, ARMS, regret, { title: 'What shoppers miss', unit: 'regret, utility a place' }),
  stripOf(worlds, ARMS, wholeOf('clicks'), { title: 'Clicks', unit: 'a shopper, over all days' }),
];
