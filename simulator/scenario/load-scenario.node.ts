/** Finds, layers and checks scenarios: shipped ones by name, others by path. */

import { existsSync, readdirSync, type Stats, statSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../datasets/config-error.ts';
import { readConfigText, readFault } from '../../datasets/config-file.node.ts';
import { quoteValue } from '../../datasets/schema-faults.ts';
import { errorAt, parseYaml } from '../../datasets/yaml-document.ts';
import {
  extendsOf,
  type LoadedScenario,
  loadLayers,
  readSettings,
  type ScenarioLayer,
  scenarioLayer,
  unknownScenario,
} from './scenario-text.ts';

export type { LoadedScenario } from './scenario-text.ts';

const SHIPPED = fileURLToPath(new URL('../scenarios/', import.meta.url));
const MOST_LAYERS = 10;

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
  const settings = readSettings(options.set ?? []);
  const layers = [...(await readChain(path, [])), settings];
  const name = basename(path).replace(/\.ya?ml$/, '');
  return loadLayers(layers, { name, file: nameOrPath, seed: options.seed });
}

/** Shipped scenarios with their titles, by name. */
export async function listScenarios(): Promise<{ name: string; doc: string }[]> {
  return Object.entries(await shippedTexts()).map(([name, text]) => {
    const value = parseYaml(text, name).value as { title?: unknown };
    return { name, doc: String(value.title ?? '') };
  });
}

/** YAML of the shipped scenarios, by name. */
export async function shippedTexts(): Promise<Readonly<Record<string, string>>> {
  const files = (await readdir(SHIPPED)).filter((file) => file.endsWith('.yaml')).sort();
  const texts = files.map(async (file) => [
    basename(file, '.yaml'),
    await readFile(join(SHIPPED, file), 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(texts));
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
  const shipped = readdirSync(SHIPPED).filter((file) => file.endsWith('.yaml'));
  return unknownScenario(
    nameOrPath,
    shipped.map((file) => basename(file, '.yaml')),
  );
}

/** The layers of the scenario at `path`, base first. `above` holds the files that led here. */
async function readChain(path: string, above: readonly string[]): Promise<ScenarioLayer[]> {
  const shown = path.startsWith(SHIPPED) ? basename(path) : relative('.', path);
  const layer = scenarioLayer(await readConfigText(path, shown), shown, path.startsWith(SHIPPED));
  const base = extendsOf(layer);
  if (base === undefined) return [layer];
  const refuse = (message: string): never => {
    throw errorAt([layer], ['extends'], message);
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
