/** Policies from outside a scenario: by name or as YAML from a command line, precomputed slates, or a module of one's own. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../../datasets/config-error.ts';
import { canonicalJson, sha256, toHex } from '../../numerics/digest.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { type LoadedScenario, type LoadOptions, loadScenario } from '../scenario/load-scenario.node.ts';
import {
  type AnyPolicySpec,
  describePolicy,
  type ModulePolicy,
  type RevivePolicy,
  revivePolicy,
} from './policy.ts';
import type { PrecomputedSlates } from './precomputed-slates.ts';
import type { SlatePolicy } from './slate-policy.ts';

/** What a policy module must export as `revivePolicy`. */
export type ReviveModule = (params: unknown, seed: SeedWords, slateSize: number) => SlatePolicy;

const IS_MODULE = /\.[mc]?js$/;

/**
 * A scenario under another policy, told as on a command line: a name (`random`), YAML (`{ name: epsilon-mixed, epsilon: 0.2 }`)
 * or the path of a JavaScript module. Without `policy`, the scenario as it is.
 */
export async function loadUnderPolicy(
  nameOrPath: string,
  options: LoadOptions & { readonly policy?: string | undefined },
): Promise<LoadedScenario> {
  const { policy, set = [], ...rest } = options;
  if (policy === undefined) return loadScenario(nameOrPath, { ...rest, set });
  if (IS_MODULE.test(policy))
    return withPolicy(await loadScenario(nameOrPath, { ...rest, set }), await modulePolicy(policy));
  const setting = policy.trim().startsWith('{')
    ? `exposure.policy=${policy}`
    : `exposure.policy.name=${policy}`;
  return loadScenario(nameOrPath, { ...rest, set: [...set, setting] });
}

/** The spec of a module of one's own. Its code runs with all rights of this process. */
export async function modulePolicy(path: string, params?: unknown): Promise<ModulePolicy> {
  const file = resolve(path);
  if (!existsSync(file)) throw new ConfigError([`policy: there is no module ${path}`]);
  const digest = toHex(sha256Native(await readFile(file)));
  const spec: ModulePolicy = { name: 'module', url: pathToFileURL(file).href, sha256: digest };
  return params === undefined ? spec : { ...spec, params };
}

/** A scenario under a policy that no scenario file can hold; its text and digest say so. */
export function withPolicy(loaded: LoadedScenario, policy: PrecomputedSlates | ModulePolicy): LoadedScenario {
  const { exposure } = loaded.scenario;
  const text = canonicalJson({
    ...loaded.scenario,
    exposure: { ...exposure, policy: describePolicy(policy) },
  });
  const digest = toHex(sha256(new TextEncoder().encode(text)));
  return { ...loaded, text, sha256: digest, policy };
}

/** Revives `policy` and the simulator's own; imports the module where it is one. */
export async function loadRevive(policy: AnyPolicySpec | undefined): Promise<RevivePolicy> {
  if (policy?.name !== 'module') return revivePolicy;
  const { url, sha256: expected, params } = policy;
  const found = toHex(sha256Native(await readFile(new URL(url))));
  if (found !== expected)
    throw new Error(`policy: ${url} has changed: its sha256 is ${found}, not ${expected}`);
  const module = (await import(url)) as { readonly revivePolicy?: ReviveModule };
  const make = module.revivePolicy;
  if (typeof make !== 'function') throw new Error(`policy: ${url} exports no function revivePolicy`);
  return (spec, seed, slateSize) =>
    spec.name === 'module'
      ? checked(make(params, seed, slateSize), slateSize, url)
      : revivePolicy(spec, seed, slateSize);
}

/** A policy whose every slate is looked at: different items of the catalog, propensities in (0, 1]. */
function checked(policy: SlatePolicy, slateSize: number, url: string): SlatePolicy {
  const refuse = (what: string): never => {
    throw new RangeError(`policy: ${url}: ${what}`);
  };
  return {
    // A module that does not say is taken to look at who visits.
    personal: policy.personal !== false,
    fillRound(visits, shop, slates, propensities) {
      policy.fillRound(visits, shop, slates, propensities);
      const shownIn = new Uint32Array(shop.items);
      for (let at = 0; at < visits.length * slateSize; at++) {
        const item = slates[at]!;
        const stamp = Math.floor(at / slateSize) + 1;
        if (item >= shop.items) refuse(`shows item ${item}; the catalog has ${shop.items} items`);
        if (shownIn[item] === stamp) refuse(`shows item ${item} twice in a slate`);
        shownIn[item] = stamp;
        if (!(propensities[at]! > 0 && propensities[at]! <= 1))
          refuse(`gives propensity ${propensities[at]}; it must be above 0 and at most 1`);
      }
    },
  };
}
