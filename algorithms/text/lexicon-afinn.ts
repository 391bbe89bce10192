/**
 * Sentiment by the sum of AFINN's ratings (Nielsen 2011; `afinn-rules.ts`), over sqrt(sum^2 + 15) as VADER scales its own. Nothing is learnt of
 * words; with two classes and without calibration nothing at all: the second class has (1 + score) / 2.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import { also, fields, whole } from '../state/shape.ts';
import { afinnScore } from './afinn-rules.ts';
import {
  LEXICON_FIELDS,
  type LexiconScore,
  type LexiconState,
  learnLexicon,
  lexiconFault,
  lexiconParams,
  openLexicon,
} from './lexicon-model.ts';
import { normalised } from './vader-rules.ts';

const params = z.strictObject({
  ...lexiconParams({ ties: 'negator' }),
  reach: z
    .int()
    .min(0)
    .max(100)
    .default(3)
    .describe('tokens after a negator that count the other way round, within a clause'),
});

interface State extends LexiconState {
  readonly reach: number;
}

export const lexiconAfinn = defineAlgorithm<'label', z.infer<typeof params>, State>({
  id: 'lexicon-afinn.v1',
  task: 'label',
  family: 'text',
  doc: 'sentiment by the sum of rated words, those after a negator the other way round',
  source: 'Nielsen 2011 (AFINN)',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'text',
  explains: ['attribute'],
  use: 'English without labels to learn from, and a sum that can be read; contributions are ratings from -5 to 5',
  cost: { fit: 'texts', answer: 'words of the text', memory: '1' },
  async learn(data, options) {
    const { reach } = options;
    return { ...(await learnLexicon(data, options, scorer(reach))), reach };
  },
  shape: also(fields<State>({ ...LEXICON_FIELDS, reach: whole(0, 100) }), lexiconFault),
  open: (state) => openLexicon(state, scorer(state.reach)),
});

const scorer =
  (reach: number) =>
  (text: string): LexiconScore => {
    const { sum, phrases, hasNegator } = afinnScore(text, reach);
    return {
      score: normalised(sum),
      hasNegator,
      causes: phrases.map(({ phrase, rating }) => ({
        kind: 'attribute',
        name: phrase,
        contribution: rating,
      })),
    };
  };
