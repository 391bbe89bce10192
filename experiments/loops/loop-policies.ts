/** Policies of a loop by what a command line says: a policy of the simulator, or an algorithm that fills slates, or one that ranks. */

import { z } from 'zod';
import { algorithmNamed } from '../../algorithms/fitting.ts';
import { completeParams } from '../../algorithms/parts.ts';
import { ALGORITHMS } from '../../algorithms/registry.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { PolicySchema } from '../../simulator/scenario/scenario-visit.ts';
import type { LoopPolicy } from './loop-policy.ts';

const FIXED: readonly string[] = PolicySchema.options.map((option) => option.shape.name.value);

const Told = z.looseObject({ name: z.string().min(1) });
const Ranked = z.strictObject({
  algorithm: z.string().min(1),
  params: z.record(z.string(), z.unknown()).default({}),
  epsilon: z.number().min(0).max(1).optional(),
  repeats: z.enum(['include', 'exclude']).optional(),
  depth: z.int().min(1).max(1000).optional(),
});

/**
 * `{ name: ... }` with the policy's own fields beside it: a policy of the simulator where it has one of that name, else an algorithm of task `policy`.
 * `{ algorithm: ..., params, epsilon, repeats, depth }`: an algorithm of task `rank`, whose lists are shown, or of task `policy`.
 */
export function loopPolicy(told: unknown): LoopPolicy {
  const ranked = Ranked.safeParse(told);
  if (ranked.success) return learning(ranked.data);
  const named = Told.safeParse(told);
  if (!named.success) {
    throw new ConfigError([
      `policy: ${JSON.stringify(told)} is neither { name: ... } nor { algorithm: ..., params: ..., epsilon: ... }`,
    ]);
  }
  const { name, ...fields } = named.data;
  if (FIXED.includes(name)) return { kind: 'fixed', spec: parsed(PolicySchema, named.data, name) };
  if (Object.hasOwn(ALGORITHMS, name)) return learning({ algorithm: name, params: fields });
  const near = nearest(name, [...FIXED, ...Object.keys(ALGORITHMS)]);
  throw new ConfigError([`policy: '${name}' is not known${near ? `; did you mean '${near}'?` : ''}`]);
}

function learning({ algorithm: name, params, epsilon, repeats, depth }: z.infer<typeof Ranked>): LoopPolicy {
  const algorithm = algorithmNamed(name);
  const own = parsed(completeParams(name), params, name);
  if (algorithm.task === 'policy') {
    if (epsilon === undefined && repeats === undefined && depth === undefined)
      return { kind: 'learning', name, params: own };
    throw new ConfigError([
      `policy ${name}: epsilon, repeats and depth beside it are for algorithms of task rank; give its own under params`,
    ]);
  }
  if (algorithm.task !== 'rank')
    throw new ConfigError([
      `policy ${name}: it has task '${algorithm.task}'; slates are filled by 'policy' or 'rank'`,
    ]);
  const wrapped = { rank: { name, params: own }, epsilon, repeats, depth };
  return {
    kind: 'learning',
    name: 'ranked-slates',
    params: parsed(
      completeParams('ranked-slates'),
      Object.fromEntries(Object.entries(wrapped).filter(([, value]) => value !== undefined)),
      name,
    ),
  };
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => `policy ${name}: ${[...path, message].join(': ')}`),
  );
}
