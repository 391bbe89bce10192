/** Arms and outcomes of a test by what a command line says. */

import { ConfigError } from '../../datasets/config-error.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { PolicySchema, type PolicySpec } from '../../simulator/scenario/scenario-visit.ts';
import { AB_OUTCOME_NAMES, type AbOutcome } from './potential.ts';

const NAMES: readonly string[] = PolicySchema.options.map((option) => option.shape.name.value);

/** The control first; arms of the same policy are told apart by what is told of them. */
export function abArms(told: readonly unknown[]): { readonly name: string; readonly policy: PolicySpec }[] {
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
  return all;
}

const nameOf = ({ name, ...rest }: PolicySpec): string =>
  Object.keys(rest).length === 0
    ? name
    : `${name} ${Object.values(rest)
        .map((value) => (Array.isArray(value) ? value.join(' ') : String(value)))
        .join(' ')}`.slice(0, 40);

export function abOutcome(name: string): AbOutcome {
  if (AB_OUTCOME_NAMES.includes(name as AbOutcome)) return name as AbOutcome;
  const near = nearest(name, AB_OUTCOME_NAMES);
  throw new ConfigError([
    `outcome '${name}' is none of ${AB_OUTCOME_NAMES.join(', ')}${near ? `; did you mean '${near}'?` : ''}`,
  ]);
}
