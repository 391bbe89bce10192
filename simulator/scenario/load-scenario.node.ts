/** Finds, layers and checks scenarios: shipped ones by name, others by path. */

import { existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../datasets/config-error.ts';
import { readConfigText, readFault } from '../../datasets/config-file.node.ts';
import { quoteValue, suggest } from '../../datasets/schema-faults.ts';
import {
  faultAt,
  parseYaml,
  settingLayer,
  validateLayers,
  type YamlLayer,
} from '../../datasets/yaml-document.ts';
import { canonicalJson, sha256, toHex } from '../../numerics/digest.ts';
import type { SeedWords } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import type { AnyPolicySpec } from '../policy/policy.ts';
import { type Scenario, ScenarioFileSchema } from './scenario.ts';
import { tooLate } from './too-late.ts';

const SHIPPED = fileURLToPath(new URL('../scenarios/', import.meta.url));
const MOST_LAYERS = 10;

/** A scenario ready to run. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly name: string;
  /** The scenario with all layers merged and defaults filled in, as canonical JSON, without the seed. */
  readonly text: string;
  /** Of `text`. */
  readonly sha256: string;
  readonly seed: string;
  readonly seedWords: SeedWords;
  /** What looks like a mistake and is none for sure, as `file:line:column path: message`; of shipped scenarios nothing. */
  readonly warnings: readonly string[];
  /** In place of the scenario's own, where no scenario file can hold it. */
  readonly policy?: AnyPolicySpec;
}

export interface LoadOptions {
  /** Settings `path=value`, the last layer. */
  readonly set?: readonly string[];
  /** In place of the scenario's own seed. */
  readonly seed?: string;
  /** Folder from which a relative path counts; the current one when left out. */
  readonly folder?: string;
}

/**
 * Loads a scenario by shipped name or path. Raises ConfigError with all faults: of its layers, of the schema, of the
 * settings, or for want of a seed.
 */
export async function loadScenario(nameOrPath: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  const path = findScenario(nameOrPath, options.folder ?? '.');
  const settings = settingLayer(options.set ?? []);
  if (extendsOf(settings) !== undefined) {
    throw new ConfigError([faultAt([settings], ['extends'], 'can stand in a file only')]);
  }
  const layers: Layer[] = [...(await readChain(path, [])), { ...settings, isShipped: false }];
  const parsed = validateLayers(layers, ScenarioFileSchema);
  const { seed: ownSeed, extends: _, ...scenario } = parsed;
  const name = basename(path).replace(/\.ya?ml$/, '');
  const seed = options.seed ?? ownSeed;
  if (seed === undefined || seed === '') {
    throw new ConfigError([`seed: none given; put \`seed: TEXT\` in ${nameOrPath} or give --seed TEXT`]);
  }
  const text = canonicalJson(scenario);
  const digest = toHex(sha256(new TextEncoder().encode(text)));
  const warnings = warningsOf(scenario, layers);
  const words = seedWords(String(seed));
  return { scenario, name, text, sha256: digest, seed: String(seed), seedWords: words, warnings };
}

/** A shipped scenario that is cut short asks for much that comes too late: only what others wrote is told. */
function warningsOf(scenario: Scenario, layers: readonly Layer[]): string[] {
  const own = layers.filter(({ isShipped }) => !isShipped);
  return tooLate(scenario)
    .filter(({ path }) => own.some((layer) => layer.locate(path, 'value').depth === path.length))
    .map(({ path, message }) => faultAt(own, path, message));
}

/** Shipped scenarios with their titles, by name. */
export async function listScenarios(): Promise<{ name: string; doc: string }[]> {
  const names = (await readdir(SHIPPED)).filter((file) => file.endsWith('.yaml')).sort();
  return Promise.all(
    names.map(async (file) => {
      const value = parseYaml(await readFile(join(SHIPPED, file), 'utf8'), file).value as { title?: unknown };
      return { name: basename(file, '.yaml'), doc: String(value.title ?? '') };
    }),
  );
}

function shippedPath(name: string): string | undefined {
  const path = join(SHIPPED, `${name}.yaml`);
  return /^[a-z0-9][a-z0-9-]*$/.test(name) && existsSync(path) ? path : undefined;
}

function findScenario(nameOrPath: string, folder: string): string {
  const fault = scenarioNameFault(nameOrPath, folder);
  if (fault !== undefined) throw new ConfigError([`scenario: ${fault}`]);
  return shippedPath(nameOrPath) ?? resolve(folder, nameOrPath);
}

/** What is wrong with a scenario's name, or path counted from `folder`; undefined when there is such a file. */
export function scenarioNameFault(nameOrPath: string, folder: string): string | undefined {
  const path = shippedPath(nameOrPath) ?? resolve(folder, nameOrPath);
  const shown = quoteValue(nameOrPath);
  let found: Stats | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return `${shown} ${readFault(error)}`;
  }
  if (found) return found.isFile() ? undefined : `${shown} is not a file`;
  const fault = `${shown} is neither a shipped scenario nor a file`;
  if (/[/\\]|\.ya?ml$/.test(nameOrPath)) return fault;
  const shipped = readdirSync(SHIPPED).flatMap((file) =>
    file.endsWith('.yaml') ? [basename(file, '.yaml')] : [],
  );
  return `${fault}; ${suggest(nameOrPath, shipped)}`;
}

interface Layer extends YamlLayer {
  readonly isShipped: boolean;
}

/** The layers of the scenario at `path`, base first. `above` holds the files that led here. */
async function readChain(path: string, above: readonly string[]): Promise<Layer[]> {
  const shown = path.startsWith(SHIPPED) ? basename(path) : relative('.', path);
  const isShipped = path.startsWith(SHIPPED);
  const layer = { ...parseYaml(await readConfigText(path, shown), shown), isShipped };
  if (layer.faults.length === 0 && !isMap(layer.value)) {
    throw new ConfigError([`${shown}:1:1 must be a map of keys and values`]);
  }
  const base = extendsOf(layer);
  if (base === undefined) return [layer];
  const refuse = (message: string): never => {
    throw new ConfigError([faultAt([layer], ['extends'], message)]);
  };
  const chain = [...above, await realpath(path)];
  if (chain.length >= MOST_LAYERS) refuse(`more than ${MOST_LAYERS} scenarios extend each other`);
  const from = shippedPath(base) ?? resolve(dirname(path), base);
  const missing = scenarioNameFault(base, dirname(path));
  if (missing !== undefined) refuse(missing);
  const real = await realpath(from);
  if (chain.includes(real)) refuse(`'${base}' leads back to itself`);
  const inside = dirname(await realpath(path)) + sep;
  if (!real.startsWith(inside) && shippedPath(base) === undefined)
    refuse(`'${base}' leads out of the folder of ${shown}`);
  return [...(await readChain(from, chain)), layer];
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function extendsOf({ value }: YamlLayer): string | undefined {
  if (!isMap(value) || !('extends' in value)) return undefined;
  return typeof value.extends === 'string' ? value.extends : undefined;
}
