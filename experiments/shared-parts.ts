/**
 * What several plain values (objects, lists, texts, numbers, null) have in common, so that it is written once: a value is its part of its own,
 * laid over what all have. Objects are looked into key by key, lists of objects of one length place by place; anything else is shared whole or not at all.
 */

export type Part = { readonly [key: string]: unknown };

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isParts = (value: unknown): value is readonly Part[] => Array.isArray(value) && value.every(isPart);
const isEmpty = (value: Part): boolean => Object.keys(value).length === 0;

function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((one, i) => isEqual(one, b[i]));
  if (!isPart(a)) return Object.is(a, b);
  if (!isPart(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  );
}

/** What all of `values`, at least one, have; {} where that is nothing. */
export function sharedOf(values: readonly Part[]): Part {
  const [first] = values;
  const shared: Record<string, unknown> = {};
  for (const key of Object.keys(first!)) {
    if (!values.every((value) => Object.hasOwn(value, key))) continue;
    const own = values.map((value) => value[key]);
    if (own.every((one) => isEqual(one, own[0]))) shared[key] = own[0];
    else if (own.every(isPart)) {
      const inner = sharedOf(own);
      if (!isEmpty(inner)) shared[key] = inner;
    } else if (own.every(isParts) && own.every((list) => list.length === own[0]!.length)) {
      const inner = own[0]!.map((_, place) => sharedOf(own.map((list) => list[place]!)));
      if (!inner.every(isEmpty)) shared[key] = inner;
    }
  }
  return shared;
}

/** What a value has beside `shared`, which it has all of. */
export function ownOf(value: Part, shared: Part): Part {
  const own: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    const common = shared[key];
    if (!Object.hasOwn(shared, key)) own[key] = one;
    else if (isEqual(one, common)) continue;
    else if (isPart(one)) own[key] = ownOf(one, common as Part);
    else
      own[key] = (one as readonly Part[]).map((part, place) =>
        ownOf(part, (common as readonly Part[])[place]!),
      );
  }
  return own;
}

/** The value that has `own` beside `shared`. */
export function laidOver(shared: Part, own: Part): Part {
  const value: Record<string, unknown> = { ...shared };
  for (const [key, one] of Object.entries(own)) {
    const common = shared[key];
    if (isPart(common) && isPart(one)) value[key] = laidOver(common, one);
    else if (isParts(common) && isParts(one) && Object.hasOwn(shared, key))
      value[key] = common.map((part, place) => laidOver(part, one[place]!));
    else value[key] = one;
  }
  return value;
}
