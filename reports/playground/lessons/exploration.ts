import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import { inWorlds, meanOf, paired, stripOf, told, type Value, verdictOf, wholeOf } from './paired.ts';

const SHARES = [0, 0.1, 0.3, 0.6] as const;
const ARMS = SHARES.map((share) => ({
  id: `e${Math.round(100 * share)}`,
  label: `${Math.round(100 * share)} %`,
  shop: shopOf('item-knn', share),
}));

export const exploration: Lesson = {
  id: 'exploration',
  title: 'Exploration’s price',
  question: 'What does it cost to try things out?',
  before: [
    'A shop learns only about what it shows. So it may pay to fill some places by chance: every hit is news. But every miss is a place that a better item could have had, for a person who is there today.',
  ],
  ask: 'Which share of places filled by chance serves people best over ten days?',
  choices: ARMS.map(({ id, label }) => ({ id, label })),
  size: { shoppers: 300, items: 300, rounds: 10 },
  seeds: ['price 1', 'price 2', 'price 3', 'price 4', 'price 5'],
  world: {},
  arms: ARMS,
  stage: ['e0', 'e30'],
  watched: 19,
  answer,
  next: [
    { label: 'Thirty days: does it pay off then?', change: (setting) => ({ ...setting, rounds: 30 }) },
    {
      label: 'A bandit that explores what it is unsure of',
      change: (setting) => ({ ...setting, shops: [setting.shops[0], shopOf('lin-ucb')] }),
    },
  ],
  reference: {
    text: 'Li, Chu, Langford and Schapire 2010, A contextual-bandit approach to personalized news article recommendation, WWW, pages 661 to 670',
    url: 'https://doi.org/10.1145/1772690.1772758',
  },
};

/** Share of all places, over all days, that the half of the catalogue fills which is shown least, 0 to 1/2; null: nothing was shown. */
export const restOfCatalogue: Value = ({ shown }) => {
  const places = Array.from(shown).sort((x, y) => x - y);
  const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0);
  const all = sum(places);
  return all === 0 ? null : sum(places.slice(0, Math.floor(places.length / 2))) / all;
};

function answer(worlds: readonly World[]): Answer {
  const regret = wholeOf('slotRegret');
  const ranked = [...ARMS].sort((a, b) => meanOf(worlds, a.id, regret) - meanOf(worlds, b.id, regret));
  const [best, second] = [ranked[0]!, ranked[1]!];
  const lead = paired(worlds, [best.id, regret], [second.id, regret]);
  const clear = verdictOf(lead) === 'below';
  const price = paired(worlds, ['e60', regret], ['e0', regret]);
  const wider = paired(worlds, ['e60', restOfCatalogue], ['e0', restOfCatalogue]);
  const of = (arm: string, value: typeof regret): string => told(meanOf(worlds, arm, value));
  const percent = (arm: string): string => told(100 * meanOf(worlds, arm, restOfCatalogue));
  return {
    choice: clear ? best.id : null,
    sentences: [
      clear
        ? `${best.label} by chance served people best: they missed ${of(best.id, regret)} a place, against ${of(second.id, regret)} at ${second.label} (best of the two ${inWorlds(lead)}).`
        : `${best.label} by chance comes out best, with ${of(best.id, regret)} missed a place, but these worlds do not tell it from ${second.label}, with ${of(second.id, regret)}.`,
      `From none to 60 % the price went from ${of('e0', regret)} to ${of('e60', regret)} a place${verdictOf(price) === 'open' ? ', which these worlds do not settle' : ` (${inWorlds(price)})`}.`,
      `${verdictOf(wider) === 'above' ? 'What it buys is knowledge of the rest' : 'In these worlds it does not clearly buy knowledge of the rest'}: the half of the catalogue that is shown least gets ${percent('e0')} % of places without exploring, ${percent('e60')} % with 60 %.`,
    ],
    strips: [
      stripOf(worlds, ARMS, regret, {
        title: 'What shoppers miss, over all days',
        unit: 'regret, utility a place',
      }),
      stripOf(worlds, ARMS, (run) => percentOf(restOfCatalogue(run)), {
        title: 'What the half of the catalogue gets that is shown least',
        unit: '% of places, over all days',
      }),
    ],
  };
}

const percentOf = (share: number | null): number | null => (share === null ? null : 100 * share);
