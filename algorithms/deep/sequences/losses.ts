/** Losses of next-item networks: the vector that came out against the items' vectors. */

import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../backend/tensorflow.ts';

/** (rows) log of the sum of exponentials of each row; its gradient is the softmax, kept from the way there. */
export function logSumExp(tf: Tf, logits: Tensor2D): Tensor1D {
  const op = tf.customGrad((x, save) => {
    const most = tf.max(x as Tensor, 1, true);
    const exponentials = tf.exp(tf.sub(x as Tensor, most));
    const sums = tf.sum(exponentials, 1, true);
    (save as (tensors: Tensor[]) => void)([tf.div(exponentials, sums)]);
    return {
      value: tf.reshape(tf.add(most, tf.log(sums)), [-1]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(tf.reshape(dy, [-1, 1]), saved[0]!),
    };
  });
  return op(logits) as Tensor1D;
}

/** Mean cross-entropy of the target among all items. */
export function crossEntropy(tf: Tf, hidden: Tensor2D, items: Tensor2D, target: Int32Array): Scalar {
  const own = tf.sum(tf.mul(hidden, tf.gather(items, tf.tensor1d(target, 'int32'))), 1);
  return tf.mean(tf.sub(logSumExp(tf, tf.matMul(hidden, items, false, true)), own));
}

export const RANKING_LOSSES = ['bpr-max', 'top1-max'] as const;
export type RankingLoss = (typeof RANKING_LOSSES)[number];

/**
 * Hidasi, Karatzoglou, "Recurrent neural networks with top-k gains for session-based recommendations", CIKM 2018, equations 7
 * (TOP1-max) and 10 with its regularisation (BPR-max): the target against drawn items, each as much as its softmax among them.
 *
 * @param drawn the same for all rows; a drawn item that is the row's target counts as none
 */
export function rankingLoss(
  tf: Tf,
  loss: RankingLoss,
  hidden: Tensor2D,
  items: Tensor2D,
  {
    target,
    drawn,
    penalty,
  }: { readonly target: Int32Array; readonly drawn: Int32Array; readonly penalty: number },
): Scalar {
  const own = tf.sum(tf.mul(hidden, tf.gather(items, tf.tensor1d(target, 'int32'))), 1, true);
  const others = tf.matMul(hidden, tf.gather(items, tf.tensor1d(drawn, 'int32')), false, true) as Tensor2D;
  const isOther = new Float32Array(target.length * drawn.length);
  target.forEach((item, row) => {
    drawn.forEach((other, n) => {
      isOther[row * drawn.length + n] = item === other ? 0 : 1;
    });
  });
  const mask = tf.tensor2d(isOther, [target.length, drawn.length]);
  const hide = tf.mul(tf.sub(mask, 1), 1e9);
  const weights = tf.mul(tf.softmax(tf.add(others, hide)), mask);
  const square = tf.square(others);
  if (loss === 'top1-max') {
    const gains = tf.add(tf.sigmoid(tf.sub(others, own)), tf.sigmoid(square));
    return tf.mean(tf.sum(tf.mul(weights, gains), 1));
  }
  const gains = tf.sum(tf.mul(weights, tf.sigmoid(tf.sub(own, others))), 1);
  const regular = tf.mul(tf.sum(tf.mul(weights, square), 1), penalty);
  return tf.mean(tf.sub(regular, tf.log(tf.add(gains, 1e-24))));
}
