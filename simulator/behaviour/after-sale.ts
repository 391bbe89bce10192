/**
 * After the sale: how long a parcel takes, what its content is like, and what a shopper does about it. Experience is on a
 * scale where 0 is neither good nor bad; all uniforms and normals come in as arguments.
 */

import { exponentialQuantile } from '../../numerics/distributions.ts';
import { exp } from '../../numerics/math.ts';

/** No step takes longer, whatever its spread; so that an order is over after a known time. */
export const MOST_DAYS_A_STEP = 60;

/** Lognormal time of a step with this median, in the unit of the median; `most` in the same unit. */
export function stepTime(median: number, spread: number, z: number, most: number): number {
  return Math.min(most, median * exp(spread * z));
}

/** Exponential time of a step with this mean; `u` is uniform in (0, 1). */
export function waitingTime(mean: number, u: number, most: number): number {
  return Math.min(most, mean * exponentialQuantile(u));
}

/** The parts of which the experience of an order line is the sum. */
export interface Experience {
  /** What the item is like: its quality, and whether it came defective. */
  readonly quality: number;
  /** How well it suits the shopper. */
  readonly taste: number;
  /** 0 or less: days beyond the promise. */
  readonly delay: number;
  /** Luck of this one piece: size, packing, day. */
  readonly luck: number;
  readonly total: number;
}

export interface ExperienceRules {
  readonly base: number;
  readonly quality: number;
  readonly taste: number;
  readonly luck: number;
  readonly late: number;
  readonly defects: number;
  readonly defectLoss: number;
}

/**
 * Experience of a line: base + quality + taste + luck - late days - loss if defective. `itemQuality`, `match` and `z` are
 * near standard normal; `u` uniform in (0, 1).
 */
export function experienceOf(
  rules: ExperienceRules,
  itemQuality: number,
  match: number,
  lateDays: number,
  z: number,
  u: number,
): Experience {
  const quality = rules.quality * itemQuality - (u < rules.defects ? rules.defectLoss : 0);
  const taste = rules.taste * match;
  const delay = lateDays > 0 ? -rules.late * lateDays : 0;
  const luck = rules.luck * z;
  return { quality, taste, delay, luck, total: rules.base + quality + taste + delay + luck };
}

/** Code of REASONS: the part of an experience that weighs most against it. */
export function mainReason({ quality, taste, delay, luck }: Experience): number {
  const parts = [delay, quality, luck, taste];
  return parts.indexOf(Math.min(...parts));
}

export interface StarRules {
  /** Least response of five stars, and widths of four, three and two stars below it. */
  readonly five: number;
  readonly fourWidth: number;
  readonly threeWidth: number;
  readonly twoWidth: number;
}

/** Stars, 1 to 5: an ordered response (McKelvey and Zavoina 1975). */
export function starsOf({ five, fourWidth, threeWidth, twoWidth }: StarRules, response: number): number {
  if (response >= five) return 5;
  const four = five - fourWidth;
  if (response >= four) return 4;
  const three = four - threeWidth;
  if (response >= three) return 3;
  return response >= three - twoWidth ? 2 : 1;
}

export interface SupportRules {
  readonly care: number;
  readonly speed: number;
  readonly spread: number;
  readonly noise: number;
}

/**
 * Content with a ticket, 0 neither good nor bad: falls with the logarithms of its response and resolution times over their
 * medians, `spread` times the sum of their normals.
 */
export function contentOf({ care, speed, spread, noise }: SupportRules, slowness: number, z: number): number {
  return care - speed * spread * slowness + noise * z;
}

/** Answers to the survey of a resolved ticket: CSAT 1 to 5, NPS 0 to 10, customer effort score 1 (little) to 7. */
export function surveyOf(
  content: number,
  satisfaction: number,
): { csat: number; nps: number; effort: number } {
  return {
    csat: onScale(3 + content, 1, 5),
    nps: onScale(6 + 1.5 * content + 1.5 * satisfaction, 0, 10),
    effort: onScale(4 - 1.5 * content, 1, 7),
  };
}

/** A whole number on a scale from `least` to `most`. */
function onScale(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}
