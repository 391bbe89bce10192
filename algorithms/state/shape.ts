/**
 * What a state has to be before a model is opened from it: kinds and lengths of arrays that agree with each other, indices within
 * what they point into. A state may come from a file that anyone wrote; kernels take addresses and do not look again.
 *
 * Lengths are told by names. The first value that bears a name says how long it is, all others have to agree; keys are checked in
 * the order in which they are written. In
 *
 *   fields<State>({ interactions: pairs('shoppers', 'items'), places: permutation('items'), bias: optional(f32('items')) })
 *
 * `places` and `bias` are as long as `interactions` has columns.
 */

import { ConfigError } from '../../datasets/config-error.ts';
import { quoteValue } from '../../datasets/schema-faults.ts';
import type { DrawKey } from '../../numerics/rng.ts';
import type { SavedModel } from '../model-state.ts';
import { inside, type KnownSize, kindOf, type Place, requireObject, ShapeFault } from './place.ts';
import { refuseLoose, requireSize } from './sizes.ts';

/** A check of one value; T is what the value then is. */
export interface Shape<T> {
  readonly check: (value: unknown, at: Place) => void;
  readonly of?: T;
}

/** Throws ConfigError, naming whose value it is, the place, what was found and what is expected. */
export function requireShape<T>(
  shape: Shape<T>,
  value: unknown,
  whose: string,
  root = 'state',
): asserts value is T {
  const at = { path: root, sizes: new Map<string, KnownSize>() };
  try {
    shape.check(value, at);
    refuseLoose(at);
  } catch (error) {
    if (error instanceof ShapeFault) throw new ConfigError([`${whose}: ${error.message}`]);
    throw error;
  }
}

/** A plain object with these keys and no other. */
export function fields<T>(shapes: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const known = Object.keys(shapes) as (keyof T & string)[];
  return {
    check(value, at) {
      const object = requireObject(value, at);
      const foreign = Object.keys(object).find((key) => !Object.hasOwn(shapes, key));
      if (foreign !== undefined)
        throw new ShapeFault(at, `${quoteValue(foreign)} is no part of it; ${known.join(', ')} are`);
      for (const key of known) {
        const found = Object.hasOwn(object, key) ? object[key] : undefined;
        shapes[key].check(found, inside(at, key));
      }
    },
  };
}

/** A key that may be absent. */
export const optional = <T>(shape: Shape<T>): Shape<T> => ({
  check(value, at) {
    if (value !== undefined) shape.check(value, at);
  },
});

export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({
  check(value, at) {
    if (value !== null) shape.check(value, at);
  },
});

/** Values of one shape, any number of them unless said. Lengths that are first told within a value are its own. */
export const list = <T>(shape: Shape<T>, length?: number | string): Shape<readonly T[]> => ({
  check(value, at) {
    if (!Array.isArray(value)) throw new ShapeFault(at, `${kindOf(value)}; a list is expected`);
    if (length !== undefined) requireSize(value.length, length, at, 'values');
    // Not forEach, which passes over holes.
    for (let n = 0; n < value.length; n++) checkAlone(shape, value[n], { ...at, path: `${at.path}[${n}]` });
  },
});

export const texts = (length: number | string): Shape<readonly string[]> => ({
  check(value, at) {
    if (!Array.isArray(value)) throw new ShapeFault(at, `${kindOf(value)}; a list of texts is expected`);
    requireSize(value.length, length, at, 'texts');
    const wrong = value.findIndex((one) => typeof one !== 'string');
    if (wrong >= 0) throw new ShapeFault(at, `${kindOf(value[wrong])} at ${wrong}; a text is expected`);
  },
});

/** Values of one shape by any name. */
export const named = <T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  check(value, at) {
    for (const [key, one] of Object.entries(requireObject(value, at)))
      checkAlone(shape, one, inside(at, key));
  },
});

/** What `shape` says, and what `rule` finds wrong with it besides. */
export const also = <T>(shape: Shape<T>, rule: (value: T) => string | undefined): Shape<T> => ({
  check(value, at) {
    shape.check(value, at);
    const wrong = rule(value as T);
    if (wrong !== undefined) throw new ShapeFault(at, wrong);
  },
});

/** A number between the bounds, both included; any finite one unless said. */
export const real = (least = -Number.MAX_VALUE, most = Number.MAX_VALUE): Shape<number> => ({
  check(value, at) {
    if (typeof value === 'number' && value >= least && value <= most) return;
    throw new ShapeFault(at, `${kindOf(value)}; a number from ${least} to ${most} is expected`);
  },
});

/** A whole number between the bounds, both included. */
export const whole = (least = 0, most = 0xffffffff): Shape<number> => ({
  check(value, at) {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
    throw new ShapeFault(at, `${kindOf(value)}; a whole number from ${least} to ${most} is expected`);
  },
});

/** A number that says a length, such as how many factors a vector has. */
export const size = (name: string, most = 0xffffffff): Shape<number> => ({
  check(value, at) {
    whole(0, most).check(value, at);
    requireSize(value as number, name, at, name, { isBorne: false });
  },
});

export const flag: Shape<boolean> = {
  check(value, at) {
    if (typeof value !== 'boolean') throw new ShapeFault(at, `${kindOf(value)}; true or false is expected`);
  },
};

export const text: Shape<string> = {
  check(value, at) {
    if (typeof value !== 'string') throw new ShapeFault(at, `${kindOf(value)}; a text is expected`);
  },
};

export const oneOf = <T extends string | number>(values: readonly T[]): Shape<T> => ({
  check(value, at) {
    if (values.includes(value as T)) return;
    throw new ShapeFault(at, `${kindOf(value)}; one of ${values.join(', ')} is expected`);
  },
});

export const drawKeyShape: Shape<DrawKey> = fields<DrawKey>({ k0: whole(), k1: whole() });

/** A part of a hybrid; what it holds is checked when it is opened. */
export const SAVED_FIELDS = {
  schema: oneOf(['shoplab.model/1'] as const),
  algorithm: text,
  params: { check: requireObject },
  state: { check: requireObject },
} satisfies { [K in keyof SavedModel]: Shape<SavedModel[K]> };
export const savedPart = fields<SavedModel>(SAVED_FIELDS);

function checkAlone<T>(shape: Shape<T>, value: unknown, at: Place): void {
  const own = { ...at, sizes: new Map(at.sizes) };
  shape.check(value, own);
  refuseLoose(own, at.sizes);
}
