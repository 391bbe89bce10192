import { type AspectScores, scoreAspects } from '../../algorithms/text/aspects/aspect-scores.ts';
import { ASPECT_NAMES, SIMULATED_ASPECTS } from '../../algorithms/text/aspects/aspect-words.ts';
import { learnAspects } from '../../algorithms/text/aspects/learnt-aspects.ts';
import { lexicalAspects, lexiconJudge } from '../../algorithms/text/aspects/lexical-aspects.ts';
import {
  type AspectReader,
  NEGATIVE,
  NEUTRAL,
  POSITIVE,
  readAspects,
} from '../../algorithms/text/aspects/opinions.ts';
import { type DrawKey, uniform } from '../../numerics/rng.ts';
import type { AspectScoreRows, AspectsFound } from './reading-record.ts';

export interface AspectOptions {
  /** Purpose 'reading.folds'. */
  readonly key: DrawKey;
  pause?(done: number, fits: number): Promise<void>;
}

/** Part of the labelled texts that aspects are learnt from; the others are what methods are scored on. */
const LEARNT = 0.7;
/** More texts make it slower and hardly better. */
const MOST_LEARNT = 8000;
const PENALTY = 1;
const ROUNDS = 2;

/** By the lexicon where nothing is labelled, of every aspect; else by what was learnt, beside the lexicon. */
export async function findAspects(
  texts: readonly string[],
  labels: Uint8Array | undefined,
  { key, pause }: AspectOptions,
): Promise<AspectsFound> {
  if (labels === undefined || texts.length === 0)
    return { method: 'lexicon', aspects: countsOf(lexicalAspects(ASPECT_NAMES, lexiconJudge()), texts) };
  const names = SIMULATED_ASPECTS.length;
  const isTrain = texts.map((_, text) => uniform(key, text, 1) < LEARNT);
  const rows = (train: boolean): number[] => [...isTrain.keys()].filter((text) => isTrain[text] === train);
  const [train, test] = [rows(true).slice(0, MOST_LEARNT), rows(false)];
  const pick = (some: readonly number[]): string[] => some.map((text) => texts[text]!);
  const labelsOf = (some: readonly number[]): Uint8Array =>
    Uint8Array.from(some.flatMap((text) => [...labels.subarray(text * names, (text + 1) * names)]));
  const lexicon = lexicalAspects(SIMULATED_ASPECTS, lexiconJudge());
  const learnt = await learnAspects(SIMULATED_ASPECTS, pick(train), labelsOf(train), {
    penalty: PENALTY,
    rounds: ROUNDS,
    ...(pause && { pause }),
  });
  const score = (method: 'lexicon' | 'learnt', reader: AspectReader): AspectScoreRows =>
    rowsOf(method, scoreAspects(SIMULATED_ASPECTS, readAspects(reader, pick(test)), labelsOf(test)));
  return {
    method: 'learnt',
    aspects: countsOf(learnt, texts),
    scores: {
      texts: test.length,
      learntFrom: train.length,
      methods: [score('lexicon', lexicon), score('learnt', learnt)],
    },
  };
}

function countsOf(reader: AspectReader, texts: readonly string[]): AspectsFound['aspects'] {
  const told = readAspects(reader, texts);
  const names = reader.aspects.length;
  const count = (aspect: number, polarity: number): number =>
    told.reduce((sum, code, at) => sum + Number(at % names === aspect && code === polarity), 0);
  return reader.aspects.map((name, aspect) => ({
    name,
    negative: count(aspect, NEGATIVE),
    neutral: count(aspect, NEUTRAL),
    positive: count(aspect, POSITIVE),
  }));
}

const rowsOf = (
  method: 'lexicon' | 'learnt',
  { aspects, polarities, aspectMacroF1, polarityMacroF1, opinionMacroF1 }: AspectScores,
): AspectScoreRows => ({ method, aspects, polarities, aspectMacroF1, polarityMacroF1, opinionMacroF1 });
