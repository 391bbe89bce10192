/** What learning topics gives, whatever the method. */

export interface TopicModel {
  readonly topics: number;
  readonly words: readonly string[];
  /** (topics x words) share of each word in a topic: rows add up to 1 */
  readonly wordShare: Float64Array;
  /** (documents x topics) share of each topic in a document: rows add up to 1, or are 0 where nothing is known of it */
  readonly documentShare: Float64Array;
  /** The measure that the method improves, once every so many sweeps. */
  readonly course: readonly { readonly sweep: number; readonly value: number }[];
}

/** Numbers of the `count` largest words of a topic, largest first; equal ones in the order of the vocabulary. */
export function topWords({ words, wordShare }: TopicModel, topic: number, count: number): number[] {
  const share = wordShare.subarray(topic * words.length, (topic + 1) * words.length);
  return Array.from(share.keys())
    .sort((a, b) => share[b]! - share[a]! || a - b)
    .slice(0, count);
}

/** No topic stands out, for nothing is known of the document. */
export const NO_TOPIC = -1;

/** (documents) the largest topic of each, the first of equals; NO_TOPIC where all are 0 */
export function dominantTopics({ topics, documentShare }: TopicModel): Int32Array {
  return Int32Array.from({ length: documentShare.length / topics }, (_, d) => {
    let best = NO_TOPIC;
    let most = 0;
    for (let k = 0; k < topics; k++) {
      if (documentShare[d * topics + k]! <= most) continue;
      most = documentShare[d * topics + k]!;
      best = k;
    }
    return best;
  });
}
