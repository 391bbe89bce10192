/**
 * The largest of independent beta variates: which arm has it, and with what probability. Thompson sampling shows that arm. For
 * one slot every arm left draws anew, so that the slots above say nothing of the draws of those below, and the chance of an arm
 * given the slots above is one integral:
 *
 *   P(j) = integral of f_j(x) prod over i != j of F_i(x) dx = integral of h_j(x) / sum of h_i(x) dG(x),   h_i = f_i / F_i, G = prod F_i
 *
 * Read the other way it is a way to draw: the maximum from G, then its holder by the reverse hazards h. Both go over cells of x, and
 * within a cell over the middle values of F: the policy is that of the cells, exactly, and Thompson's up to the width of a cell.
 */

import { betaCdf } from '../../numerics/beta.ts';
import { exp, log } from '../../numerics/math.ts';

const CELLS = 256;
/** Shares of the maximum, and sums of hazards, that are no more than rounding. */
const NO_SHARE = 1e-13;
const NO_HAZARD = 1e-9;
/** In place of log 0, for arms that cannot be below a bound. */
const LEAST_LOG = -700;
/** A product of distribution functions is divided by those above this, and made anew of logarithms for others. */
const DIVISIBLE = 0.01;

export interface ThompsonTable {
  readonly arms: number;
  readonly cells: number;
  /** (arms x (cells + 1)) distribution function of each arm at each bound, and its logarithm. */
  readonly cdf: Float64Array;
  readonly logCdf: Float64Array;
  /** (arms x cells) reverse hazard of each arm, times the width of the cell, 0 to 2; and the same (cells x arms). */
  readonly hazard: Float64Array;
  readonly hazardByCell: Float64Array;
  /** (cells + 1) product of cdf over all arms, and its logarithm; (cells) sums of hazard. */
  readonly all: Float64Array;
  readonly logAll: Float64Array;
  readonly hazardAll: Float64Array;
}

/** Table of the arms with Beta(a, b) posteriors, fine where the `slots` largest can lie. */
export function thompsonTable(a: Float64Array, b: Float64Array, slots: number): ThompsonTable {
  const arms = a.length;
  const bounds = cellBounds(a, b, slots);
  const cells = bounds.length - 1;
  const table = {
    arms,
    cells,
    cdf: new Float64Array(arms * (cells + 1)),
    logCdf: new Float64Array(arms * (cells + 1)),
    hazard: new Float64Array(arms * cells),
    hazardByCell: new Float64Array(cells * arms),
    all: new Float64Array(cells + 1),
    logAll: new Float64Array(cells + 1),
    hazardAll: new Float64Array(cells),
  };
  const known = new Map<string, Float64Array>();
  for (let arm = 0; arm < arms; arm++) {
    const shapes = `${a[arm]} ${b[arm]}`;
    const cdf = known.get(shapes) ?? bounds.map((x) => betaCdf(x, a[arm]!, b[arm]!));
    known.set(shapes, cdf);
    addArm(table, arm, cdf);
  }
  table.logAll.forEach((value, g) => {
    table.all[g] = exp(value);
  });
  return table;
}

function addArm(table: ThompsonTable, arm: number, cdf: Float64Array): void {
  const { arms, cells } = table;
  table.cdf.set(cdf, arm * (cells + 1));
  for (let g = 0; g <= cells; g++) {
    const value = cdf[g]! > 0 ? Math.max(LEAST_LOG, log(cdf[g]!)) : LEAST_LOG;
    table.logCdf[arm * (cells + 1) + g] = value;
    table.logAll[g]! += value;
    if (g === cells) continue;
    const sum = cdf[g]! + cdf[g + 1]!;
    const own = sum > 0 ? (2 * (cdf[g + 1]! - cdf[g]!)) / sum : 0;
    table.hazard[arm * cells + g] = own;
    table.hazardByCell[g * arms + arm] = own;
    table.hazardAll[g]! += own;
  }
}

/**
 * Even in log odds between the least and the largest that the maximum of any arms left can well be: at least one of the `slots`
 * largest arms is always left.
 */
function cellBounds(a: Float64Array, b: Float64Array, slots: number): Float64Array {
  const reach = (arm: number, deviations: number): number => {
    const n = a[arm]! + b[arm]!;
    const mean = a[arm]! / n;
    return mean + deviations * Math.sqrt((mean * (1 - mean)) / (n + 1));
  };
  const lows = Float64Array.from(a, (_, arm) => reach(arm, -6)).sort();
  const highs = Float64Array.from(a, (_, arm) => reach(arm, 8)).sort();
  const low = Math.max(1e-6, lows[Math.max(0, lows.length - slots)]!);
  const high = Math.min(1 - 1e-6, Math.max(highs[highs.length - 1]!, low * 1.5));
  const logit = (x: number): number => log(x / (1 - x));
  const [from, to] = [logit(low), logit(high)];
  const bounds = new Float64Array(CELLS + 1);
  for (let g = 1; g < CELLS; g++) bounds[g] = 1 / (1 + exp(-(from + ((to - from) * (g - 1)) / (CELLS - 2))));
  bounds[CELLS] = 1;
  return bounds;
}

/** The arms left of a table, and draws among them. */
export interface ThompsonSlots {
  /** All arms are left. */
  restart(): void;
  /** The arm that two uniforms choose. */
  draw(forMost: number, forArm: number): number;
  /** Probability of `arm` among those that are left. */
  chance(arm: number): number;
  /** `arm` is left no more. */
  remove(arm: number): void;
}

export function thompsonSlots(table: ThompsonTable): ThompsonSlots {
  const { arms, cells, cdf, logCdf, hazard, hazardByCell } = table;
  const product = new Float64Array(cells + 1);
  const logProduct = new Float64Array(cells + 1);
  const hazardLeft = new Float64Array(cells);
  /** (cells) shares of the maximum, and their sum. */
  const mass = new Float64Array(cells);
  let total = 0;
  const gone = new Uint8Array(arms);
  const removed: number[] = [];
  const weigh = (): void => {
    total = 0;
    for (let g = 0; g < cells; g++) {
      const share = product[g + 1]! - product[g]!;
      mass[g] = share > NO_SHARE && hazardLeft[g]! > NO_HAZARD ? share : 0;
      total += mass[g]!;
    }
  };
  return {
    restart() {
      for (const arm of removed) gone[arm] = 0;
      removed.length = 0;
      product.set(table.all);
      logProduct.set(table.logAll);
      hazardLeft.set(table.hazardAll);
      weigh();
    },
    draw(forMost, forArm) {
      const cell = pick(mass, total * forMost);
      let least = forArm * hazardLeft[cell]!;
      let last = -1;
      for (let arm = 0; arm < arms; arm++) {
        const own = hazardByCell[cell * arms + arm]!;
        if (gone[arm] === 1 || own === 0) continue;
        last = arm;
        least -= own;
        if (least < 0) break;
      }
      return last;
    },
    chance(arm) {
      let sum = 0;
      for (let g = 0; g < cells; g++)
        if (mass[g]! > 0) sum += (mass[g]! * hazard[arm * cells + g]!) / hazardLeft[g]!;
      return sum / total;
    },
    remove(arm) {
      gone[arm] = 1;
      removed.push(arm);
      const from = arm * (cells + 1);
      for (let g = 0; g <= cells; g++) {
        logProduct[g]! -= logCdf[from + g]!;
        const own = cdf[from + g]!;
        product[g] = own > DIVISIBLE ? Math.min(1, product[g]! / own) : exp(Math.min(0, logProduct[g]!));
      }
      for (let g = 0; g < cells; g++) hazardLeft[g]! -= hazard[arm * cells + g]!;
      weigh();
    },
  };
}

/** The first place at which the running sum of `weights` exceeds `at`; the last with a weight where rounding left it short. */
function pick(weights: Float64Array, at: number): number {
  let left = at;
  let last = 0;
  for (let place = 0; place < weights.length; place++) {
    if (weights[place] === 0) continue;
    last = place;
    left -= weights[place]!;
    if (left < 0) break;
  }
  return last;
}
