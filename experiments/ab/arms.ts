/** Arms of a test by what a command line says. */

import { ConfigError } from '../../datasets/config-error.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { PolicySchema, type PolicySpec } from '../../simulator/scenario/scenario-visit.ts';

const NAMES: readonly string[] = PolicySchema.options.map((option) => option.shape.name.value);

const MOST_ARMS = 20;

export interface AbArm {
  readonly name: string;
  readonly policy: PolicySpec;
  /** Prices seen and paid over the shop's. */
  readonly priceFactor: number;
}

/** The control first; arms of the same policy are told apart by what is told of them. Every policy at the shop's prices, then every one at each of `prices`. */
export function abArms(told: readonly unknown[], prices: readonly number[] = []): AbArm[] {
  const faults: string[] = [];
  const arms = told.map((one) => {
    const parsed = PolicySchema.safeParse(one);
    if (parsed.success) return { name: nameOf(parsed.data), policy: parsed.data };
    const name = (one as { name?: unknown } | null)?.name;
    const near = typeof name === 'string' && !NAMES.includes(name) ? nearest(name, NAMES) : undefined;
    faults.push(
      typeof name === 'string' && !NAMES.includes(name)
        ? `policy '${name}' is none of ${NAMES.join(', ')}${near ? `; did you mean '${near}'?` : ''}`
        : `policy ${JSON.stringify(one)}: ${parsed.error.issues[0]!.message}`,
    );
    return null;
  });
  if (faults.length > 0) throw new ConfigError(faults);
  const all = arms.filter((arm) => arm !== null);
  const twice = all.find(({ name }, at) => all.findIndex((other) => other.name === name) < at);
  if (twice) throw new ConfigError([`policy ${twice.name} stands in two arms; each is another`]);
  for (const [at, price] of prices.entries()) {
    if (!(price >= 0.1 && price <= 10 && price !== 1 && prices.indexOf(price) === at))
      throw new ConfigError([`price ${price}: factors are from 0.1 to 10, each another and none of them 1`]);
  }
  if (all.length * (1 + prices.length) > MOST_ARMS)
    throw new ConfigError([`ab: ${all.length * (1 + prices.length)} arms; ${MOST_ARMS} at most`]);
  return [1, ...prices].flatMap((priceFactor) =>
    all.map(({ name, policy }) => ({
      name: priceFactor === 1 ? name : `${name}, prices x ${priceFactor}`,
      policy,
      priceFactor,
    })),
  );
}

const nameOf = ({ name, ...rest }: PolicySpec): string =>
  Object.keys(rest).length === 0
    ? name
    : `${name} ${Object.values(rest)
        .map((value) => (Array.isArray(value) ? value.join(' ') : String(value)))
        .join(' ')}`.slice(0, 40);
