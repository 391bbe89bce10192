/** Files mentions that fell due: who is behind them stays in the truth. */

import { createTable } from '../../datasets/tables.ts';
import { MENTIONS, type Mentions, NETWORKS } from '../../datasets/visit-tables.ts';
import { drawKey, subKey, uniformInteger } from '../../numerics/rng.ts';
import { reachOf, tokenOf } from '../behaviour/mention.ts';
import { ASPECTS, feelingOf, opinionsOf, polarityOf, reviewText } from '../behaviour/review-text.ts';
import { normal } from '../behaviour/taste.ts';
import { inOrder, type Pending } from '../people/pending.ts';
import { brandName } from '../world/catalog-text.ts';
import type { World } from '../world/world.ts';
import { MENTION_TRUTH, type MentionTruth } from './visit-truth.ts';

/** Stars whose openings suit each of STANCES. */
const STARS = [1, 3, 5];

/** What the mentions at `rows` of `due`, which are of `orders`, look like; truth without rows when none is filed. */
export function fileMentions(
  world: World,
  { columns }: Pending,
  orders: Uint32Array,
  rows: readonly number[],
): { mentions: Mentions; mentionTruth: MentionTruth } {
  const { items, shoppers, seed, scenario } = world;
  const salt = drawKey(seed, 'mention.author').k0;
  const authors = Uint32Array.from(rows, (row) =>
    tokenOf(shoppers.keys[columns.shopper[row]! - shoppers.first]!, salt),
  );
  const time = rows.map((row) => columns.due[row]!);
  const item = rows.map((row) => columns.item[row]!);
  const mentions = createTable(MENTIONS, rows.length);
  const mentionTruth = createTable(MENTION_TRUTH, scenario.truth === 'none' ? 0 : rows.length);
  const filing = drawKey(seed, 'mention.filing');
  const write = createWriter(world);
  inOrder(rows.length, [time, authors, item]).forEach((nth, to) => {
    const row = rows[nth]!;
    const shopperKey = shoppers.keys[columns.shopper[row]! - shoppers.first]!;
    const own = subKey(filing, shopperKey, items.keys[columns.item[row]!]!, columns.visit[row]!);
    mentions.time[to] = time[nth]!;
    mentions.author[to] = authors[nth]!;
    mentions.item[to] = item[nth]!;
    mentions.brand[to] = brandName(items.brand[item[nth]!]!);
    mentions.network[to] = uniformInteger(own, NETWORKS.length, 0);
    mentions.stance[to] = polarityOf(columns.experience[row]!);
    mentions.text[to] = write(columns, row);
    mentions.reach[to] = reachOf(scenario.mentions.reach, scenario.mentions.reachSpread, normal(own, 1));
    if (mentionTruth.length === 0) return;
    mentionTruth.time[to] = time[nth]!;
    mentionTruth.author[to] = authors[nth]!;
    mentionTruth.item[to] = item[nth]!;
    mentionTruth.shopper[to] = columns.shopper[row]!;
    mentionTruth.order[to] = orders[row]!;
    mentionTruth.experience[to] = columns.experience[row]!;
  });
  return { mentions, mentionTruth };
}

/** Writes a mention: an opening that suits its stance, at most one opinion, and the brand. */
function createWriter({
  items,
  shoppers,
  scenario,
  seed,
}: World): (columns: Pending['columns'], row: number) => string {
  const words = drawKey(seed, 'mention.words');
  const typos = drawKey(seed, 'mention.typos');
  const rules = scenario.reviews;
  return (columns, row) => {
    const shopperKey = shoppers.keys[columns.shopper[row]! - shoppers.first]!;
    const item = columns.item[row]!;
    const itemKey = items.keys[item]!;
    const visit = columns.visit[row]!;
    const experience = columns.experience[row]!;
    const own = { quality: columns.quality[row]!, size: columns.luck[row]! };
    const feelings = ASPECTS.map((aspect) =>
      aspect === 'quality' || aspect === 'size' ? feelingOf(experience, own[aspect], rules.halo) : experience,
    );
    const opinions = opinionsOf(words, shopperKey, itemKey, visit, feelings, rules);
    const first = opinions.slice(0, 1);
    const stars = STARS[polarityOf(experience)]!;
    const text = reviewText(words, typos, shopperKey, itemKey, visit, stars, first, rules);
    return `${text} #${brandName(items.brand[item]!)}`;
  };
}
