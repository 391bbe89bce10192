import { type Answer, type Lesson, shopOf, type World } from './lesson.ts';
import { average, inWorlds, meanOf, paired, stripOf, told, verdictOf, wholeOf } from './paired.ts';

const ARMS = [
  { id: 'popularity', label: 'popularity', shop: shopOf('popularity') },
  { id: 'personal', label: 'als', shop: shopOf('als') },
  { id: 'truth', label: 'oracle', shop: shopOf('oracle') },
] as const;

export const popularityBias: Lesson = {
  id: 'popularity-bias',
  title: 'Popularity bias',
  question: 'Is what is popular good, or only seen?',
  before: [
    'A shop that shows what sells gives items that are ahead more chances to get further ahead. Some inequality is deserved: some items are better, and more people like them.',
    'A simulator knows what each person would like best. An oracle that fills pages from that truth shows how unequal the stage would be if only merit counted.',
  ],
  ask: 'Which shop spreads its places most unequally over the catalogue?',
  choices: [
    { id: 'popularity', label: 'The one that shows what is popular' },
    { id: 'personal', label: 'The one that learns hidden tastes (als)' },
    { id: 'truth', label: 'The oracle: merit is most unequal' },
  ],
  size: { shoppers: 300, items: 300, rounds: 10 },
  seeds: ['stage 1', 'stage 2', 'stage 3', 'stage 4', 'stage 5'],
  world: {},
  arms: ARMS,
  stage: ['popularity', 'personal'],
  watched: 19,
  answer,
  next: [
    {
      label: 'Let the popularity shop explore a third of its places',
      change: (setting) => ({
        ...setting,
        shops: [{ ...setting.shops[0], exploration: 0.35 }, setting.shops[1]],
      }),
    },
    {
      label: 'Turn conformity up to 1',
      change: (setting) => ({ ...setting, world: { ...setting.world, conformity: 1 } }),
    },
  ],
  reference: {
    text: 'Salganik, Dodds and Watts 2006, Experimental study of inequality and unpredictability in an artificial cultural market, Science 311, pages 854 to 856',
    url: 'https://doi.org/10.1126/science.1121066',
  },
};

function answer(worlds: readonly World[]): Answer {
  const gini = average('shown', 'catalogueGini');
  const regret = wholeOf('slotRegret');
  const ranked = [...ARMS].sort((a, b) => meanOf(worlds, b.id, gini) - meanOf(worlds, a.id, gini));
  const [most, second] = [ranked[0]!, ranked[1]!];
  const lead = paired(worlds, [most.id, gini], [second.id, gini]);
  const clear = verdictOf(lead) === 'above';
  const beyond = paired(worlds, ['popularity', gini], ['truth', gini]);
  const cost = paired(worlds, ['popularity', regret], ['personal', regret]);
  const verdict = verdictOf(beyond);
  return {
    choice: clear ? most.id : null,
    sentences: [
      clear
        ? `${most.label} spreads its places most unequally: a Gini index of ${told(meanOf(worlds, most.id, gini))}, against ${told(meanOf(worlds, second.id, gini))} for ${second.label} (${inWorlds(lead)}).`
        : `In these worlds it cannot be told: ${most.label} has a Gini index of ${told(meanOf(worlds, most.id, gini))}, ${second.label} one of ${told(meanOf(worlds, second.id, gini))}.`,
      verdict === 'above'
        ? `Merit alone would come to ${told(meanOf(worlds, 'truth', gini))}; the rest is not: one list for everybody, and items that are shown because they were shown.`
        : verdict === 'below'
          ? `Merit alone would come to ${told(meanOf(worlds, 'truth', gini))}: popularity is not even as unequal as what people really like.`
          : `Merit alone would come to ${told(meanOf(worlds, 'truth', gini))}, which cannot be told from that of the popularity shop.`,
      `Shoppers of the popularity shop miss ${told(meanOf(worlds, 'popularity', regret))} a place, those of als ${told(meanOf(worlds, 'personal', regret))}${verdictOf(cost) === 'open' ? ', a difference that these worlds do not settle' : ''}.`,
    ],
    strips: [
      stripOf(worlds, ARMS, gini, {
        title: 'How unequally items are shown',
        unit: 'Gini index, mean of all days',
      }),
      stripOf(worlds, ARMS, regret, { title: 'What shoppers miss', unit: 'regret, utility a place' }),
    ],
  };
}
