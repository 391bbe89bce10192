import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import { differenceOf, inWorlds, isWithin, meanOf, stripOf, told, verdictOf, wholeOf } from './paired.ts';

/** YAML of a world in which this share has said no from the start. */
const withOptOut = (share: number): string =>
  `extends: playground\nconsent: { optOut: ${share}, from: 0, over: 0 }\n`;
const SHARES = [0, 0.25, 0.5, 1] as const;
const ARMS = SHARES.map((share) => ({
  id: `out${Math.round(100 * share)}`,
  label: `${Math.round(100 * share)} % say no`,
  shop: shopOf('als', 0.1),
  scenario: withOptOut(share),
}));

/** Of the worth of personalisation: what still is about half. */
const MARGIN = 0.1;

export const privacy: Lesson = {
  id: 'privacy',
  title: 'Privacy',
  question: 'What does it cost a shop to know less?',
  before: [
    'Shoppers may say no: then the shop neither learns from them nor personalises their pages; they see what is popular. If all say no, nobody’s page is personal: that is the whole of what personalisation is worth here.',
    'Data minimisation asks how much of that a shop would keep with less data.',
  ],
  ask: 'Half of all shoppers say no. How much of what personalisation is worth, over all shoppers, is lost?',
  choices: [
    { id: 'less', label: 'Clearly less than half' },
    { id: 'half', label: 'About half: those who say no lose theirs, the others keep theirs' },
    { id: 'more', label: 'Clearly more than half: the others are served worse too' },
  ],
  size: { shoppers: 300, items: 300, rounds: 10 },
  seeds: Array.from({ length: 10 }, (_, i) => `consent ${i + 1}`),
  world: {},
  arms: ARMS,
  stage: ['out50', 'out50'],
  watched: 64,
  answer,
  next: [
    {
      label: 'Everybody says yes',
      change: ({ scenario: _, ...setting }) => setting,
    },
    {
      label: 'Twice the shoppers: does half of them suffice?',
      change: (setting) => ({ ...setting, shoppers: 600 }),
    },
  ],
  reference: {
    text: 'Biega, Potash, Daumé III, Diaz and Finck 2020, Operationalizing the legal principle of data minimization for personalization, SIGIR',
    url: 'https://doi.org/10.1145/3397271.3401034',
  },
};

/** Of what personalisation is worth in a world, the share that is lost; null where it is worth nothing there. */
export function lost(world: World, arm: string): number | null {
  const of = (id: string): number => wholeOf('slotRegret')(world[id]!) ?? Number.NaN;
  const worth = of('out100') - of('out0');
  return worth > 0 ? (of(arm) - of('out0')) / worth : null;
}

function answer(worlds: readonly World[]): Answer {
  const regret = wholeOf('slotRegret');
  const halves = worlds.map((world) => lost(world, 'out50')).filter((one) => one !== null);
  const beyond = differenceOf(halves.map((share) => share - 0.5));
  const verdict = verdictOf(beyond);
  const worth = differenceOf(
    worlds.map((world) => (regret(world['out100']!) ?? Number.NaN) - (regret(world['out0']!) ?? Number.NaN)),
  );
  const percent = (arm: string): string => {
    const all = worlds.map((world) => lost(world, arm)).filter((one) => one !== null);
    return told((100 * all.reduce((sum, one) => sum + one, 0)) / Math.max(1, all.length));
  };
  if (verdictOf(worth) !== 'above')
    return {
      choice: null,
      sentences: [
        'In these worlds personalisation is not clearly worth anything, so there is nothing of which a share could be lost.',
        `People miss ${told(meanOf(worlds, 'out0', regret))} a place where nobody says no, ${told(meanOf(worlds, 'out100', regret))} where everybody does.`,
      ],
      strips: strips(worlds),
    };
  return {
    choice:
      verdict === 'above' ? 'more' : verdict === 'below' ? 'less' : isWithin(beyond, MARGIN) ? 'half' : null,
    sentences: [
      {
        above: `More than half: ${percent('out50')} % of it are lost when half say no (more than half ${inWorlds(beyond)}).`,
        below: `Less than half: ${percent('out50')} % of it are lost when half say no (less than half ${inWorlds(beyond)}).`,
        open: isWithin(beyond, MARGIN)
          ? `About half: ${percent('out50')} % of it are lost when half say no.`
          : `Between ${bound(beyond.low)} and ${bound(beyond.high)} % of it are lost when half say no (95 % over ${beyond.worlds} worlds): whether that is half, more or less is not settled.`,
      }[verdict],
      `People miss ${told(meanOf(worlds, 'out0', regret))} a place where nobody says no, ${told(meanOf(worlds, 'out50', regret))} where half do, ${told(meanOf(worlds, 'out100', regret))} where all do. A quarter saying no costs ${percent('out25')} % of the worth.`,
      verdict === 'open' && !isWithin(beyond, MARGIN)
        ? 'Those who say no lose their own part; whether others lose a part of theirs these worlds do not settle.'
        : verdict === 'above'
          ? 'Those who said no lose their own part, and those who said yes lose a little of theirs: there is less to learn from.'
          : 'Those who say no lose their own part; what others can be told is little the worse for it.',
    ],
    strips: strips(worlds),
  };
}

/** A bound of the share beyond one half, in per cent of the whole. */
const bound = (value: number | null): string => (value === null ? 'n/a' : told(100 * (0.5 + value)));

const strips = (worlds: readonly World[]) => [
  stripOf(worlds, ARMS, wholeOf('slotRegret'), {
    title: 'What shoppers miss',
    unit: 'regret, utility a slot',
  }),
  stripOf(worlds, ARMS, wholeOf('clicks'), { title: 'Clicks', unit: 'a shopper, over all days' }),
];
