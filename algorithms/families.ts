/** The families of algorithms: each has a room of its name, `algorithms/<family>/`. */
export const FAMILIES = {
  baselines: 'What every other algorithm has to beat; little or nothing is learnt.',
  neighbours: 'An item is as good as those like it, or as the shoppers like this one say.',
  linear: 'Each item is a weighted sum of the others.',
  content: 'Items are told by what the catalogue says of them.',
  factors: 'Shoppers and items are vectors that lie near to each other where one likes the other.',
  sequence: 'What comes next follows from the order in which things were done.',
  deep: 'Networks of several layers, learnt by gradients.',
  graph: 'Vectors learnt along the graph of who had what.',
  hybrid: 'Made of other algorithms.',
  rerank: 'The list of another algorithm in another order.',
  demand: 'What will be bought, and who will buy.',
  text: 'What texts say, and how they mean it.',
  fraud: 'Which payments, reviews and visits are not what they seem.',
  bandits: 'Learn while they answer, and say how probable each answer was.',
} as const satisfies Record<string, string>;

export type Family = keyof typeof FAMILIES;
