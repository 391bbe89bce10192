/** How the models of each task are measured. */

import type {
  ClassifyModel,
  ForecastModel,
  LabelModel,
  ModelOf,
  RankModel,
  RateModel,
  Task,
  TrainingData,
} from '../../algorithms/algorithm.ts';
import type { Examples } from '../../datasets/examples.ts';
import type { AccountedFeedback } from '../../datasets/feedback.ts';
import { itemFeatures } from '../../datasets/item-features.ts';
import type { Catalog } from '../../datasets/tables.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import type { UtilityColumns } from '../../simulator/world/utility-columns.ts';
import type { ProxyRequest } from '../audit/proxies.ts';
import type { Repeats } from '../run-record.ts';
import type { Fold } from '../splits/split.ts';
import type { Study } from '../study/study.ts';
import { sampleCandidates } from './candidates.ts';
import { evaluateRank } from './evaluate.ts';
import { evaluateClassify, evaluateForecast } from './evaluate-demand.ts';
import { evaluateLabels } from './evaluate-labels.ts';
import { evaluateRatings } from './evaluate-ratings.ts';
import type { Evaluation, EvaluationOptions } from './evaluation.ts';
import { itemGroups } from './item-groups.ts';
import { makeTestSet } from './test-set.ts';

interface Measured {
  readonly study: Pick<Study, 'catalogue' | 'sampled' | 'itemGroups'>;
  readonly feedback: AccountedFeedback;
  readonly catalog: Catalog;
}

/** Lists asked for alone. */
const SINGLES = 200;

/** A model fitted on `data`, on the test rows of `fold`. */
export async function evaluateTask(
  task: Task,
  model: ModelOf[Task],
  { study, feedback, catalog }: Measured,
  fold: Fold,
  repeats: Repeats,
  data: TrainingData,
  options: EvaluationOptions & {
    readonly candidatesKey: DrawKey;
    readonly singles?: number;
    readonly truth?: UtilityColumns;
    readonly proxies?: ProxyRequest;
  },
): Promise<Evaluation> {
  switch (task) {
    case 'rank': {
      const whole = makeTestSet(feedback, fold, repeats, data.interactions, study.catalogue);
      const test = study.sampled ? sampleCandidates(whole, study.sampled, options.candidatesKey) : whole;
      return evaluateRank(model as RankModel, test, {
        ...options,
        features: itemFeatures(catalog),
        price: catalog.price,
        singles: options.singles ?? SINGLES,
        itemGroups: study.itemGroups.map((name) => itemGroups(name, catalog, test)),
      });
    }
    case 'rate':
      return evaluateRatings(model as RateModel, feedback, fold, options);
    case 'forecast':
      return evaluateForecast(model as ForecastModel, feedback, fold, options);
    case 'classify':
      return evaluateClassify(model as ClassifyModel, feedback, fold, options);
    case 'label':
      return evaluateLabels(model as LabelModel, examplesOf(feedback), feedback, fold, options);
    case 'policy':
      throw new Error('evaluate: a policy fills slates, and a study has none to fill');
  }
}

function examplesOf({ examples }: AccountedFeedback): Examples {
  if (examples) return examples;
  throw new Error('evaluate: the rows of the study belong to no classes');
}
