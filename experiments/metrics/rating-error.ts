/** Errors of predicted ratings; a prediction is clipped to the scale first. Per rating, not per shopper. */

import type { RatingMetric } from './definition.ts';

export const rmse: RatingMetric = {
  id: 'rmse.v1',
  name: 'rmse',
  kind: 'rating',
  task: 'rate',
  doc: 'root of the mean squared error of the predicted ratings, clipped to the scale; over ratings, not shoppers',
  formula: 'sqrt(mean of (predicted - actual)^2)',
  source: 'Bennett and Lanning 2007 (Netflix Prize); Surprise RMSE',
  unit: 'stars',
  direction: 'lower',
  cutoff: false,
  of(errors) {
    let sum = 0;
    for (const error of errors) sum += error * error;
    return Math.sqrt(sum / errors.length);
  },
};

export const mae: RatingMetric = {
  id: 'mae.v1',
  name: 'mae',
  kind: 'rating',
  task: 'rate',
  doc: 'mean absolute error of the predicted ratings, clipped to the scale; over ratings, not shoppers',
  formula: 'mean of |predicted - actual|',
  source: 'Breese, Heckerman and Kadie 1998; Surprise MAE',
  unit: 'stars',
  direction: 'lower',
  cutoff: false,
  of(errors) {
    let sum = 0;
    for (const error of errors) sum += Math.abs(error);
    return sum / errors.length;
  },
};
