/**
 * Sentiment by VADER's rules over its lexicon: Hutto, Gilbert, ICWSM 2014 (`vader-rules.ts`). Nothing is learnt of words; with two classes and
 * without calibration nothing at all: the second class has (1 + compound) / 2.
 */

import { z } from 'zod';
import { defineAlgorithm } from '../define-algorithm.ts';
import {
  type LexiconScore,
  type LexiconState,
  learnLexicon,
  lexiconParams,
  lexiconShape,
  openLexicon,
} from './lexicon-model.ts';
import { isVaderNegator, vaderScore } from './vader-rules.ts';

const params = z.strictObject(lexiconParams({ ties: 'positive' }));

export const lexiconVader = defineAlgorithm<'label', z.infer<typeof params>, LexiconState>({
  id: 'lexicon-vader.v2',
  task: 'label',
  family: 'text',
  doc: 'sentiment by a list of rated words, and rules for negation, intensifiers, capitals, marks and "but"',
  source: 'Hutto, Gilbert 2014 (VADER)',
  params,
  coldStart: 'fallback',
  personal: false,
  reads: 'text',
  explains: ['attribute'],
  use: 'English without labels to learn from; contributions are the rated words of the text as the rules move them',
  cost: { fit: 'texts', answer: 'words of the text', memory: '1' },
  learn: (data, options) => learnLexicon(data, options, scoreOf),
  shape: lexiconShape,
  open: (state) => openLexicon(state, scoreOf),
});

function scoreOf(text: string): LexiconScore {
  const { compound, words, valences } = vaderScore(text);
  return {
    score: compound,
    hasNegator: words.some((word) => isVaderNegator(word.toLowerCase())),
    causes: words.flatMap((name, at) =>
      valences[at] === 0 ? [] : [{ kind: 'attribute', name, contribution: valences[at]! }],
    ),
  };
}
