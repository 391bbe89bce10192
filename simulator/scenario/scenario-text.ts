/** Scenarios from texts, wherever these come from: layered, checked, and ready to run. */

import { ConfigError, type FaultPlace } from '../../datasets/config-error.ts';
import { refuseSize } from '../../datasets/config-text.ts';
import { listed, quoteValue, suggest } from '../../datasets/schema-faults.ts';
import {
  errorAt,
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
  readonly warningPlaces: readonly FaultPlace[];
  /** In place of the scenario's own, where no scenario file can hold it. */
  readonly policy?: AnyPolicySpec;
}

/** One source of a scenario. */
export interface ScenarioLayer extends YamlLayer {
  readonly isShipped: boolean;
}

export interface TextOptions {
  /** As messages call it; `scenario.yaml` when left out. The scenario is named after it. */
  readonly file?: string;
  /** Settings `path=value`, the last layer. */
  readonly set?: readonly string[];
  /** In place of the scenario's own seed. */
  readonly seed?: string;
}

/**
 * The scenario of a text, where there are no files: it may extend those of `shipped` (YAML by name) alone. Raises ConfigError
 * with all faults, in the words that a command line has for the same text in a file.
 */
export function scenarioFromText(
  text: string,
  shipped: Readonly<Record<string, string>>,
  { file = 'scenario.yaml', set = [], seed }: TextOptions = {},
): LoadedScenario {
  refuseSize(new TextEncoder().encode(text).length, file);
  const settings = readSettings(set);
  const own = scenarioLayer(text.replace(/^\uFEFF/, ''), file, false);
  const base = extendsOf(own);
  if (base !== undefined && !isShippedName(base, shipped)) {
    throw errorAt([own], ['extends'], unknownBase(base, Object.keys(shipped)));
  }
  const below = base === undefined ? [] : shippedLayers(base, shipped);
  return loadLayers([...below, own, settings], { name: file.replace(/\.ya?ml$/, ''), file, seed });
}

const shippedRead = new WeakMap<Readonly<Record<string, string>>, Map<string, readonly ScenarioLayer[]>>();

/** The layers of a shipped scenario, base first; read once, for most of the time that a text of one's own takes is theirs. */
function shippedLayers(name: string, shipped: Readonly<Record<string, string>>): readonly ScenarioLayer[] {
  const read = shippedRead.get(shipped) ?? new Map<string, readonly ScenarioLayer[]>();
  shippedRead.set(shipped, read);
  let layers = read.get(name);
  if (layers === undefined) {
    const layer = scenarioLayer(shipped[name]!, `${name}.yaml`, true);
    const base = extendsOf(layer);
    layers = base === undefined ? [layer] : [...shippedLayers(base, shipped), layer];
    read.set(name, layers);
  }
  return layers;
}

function isShippedName(name: string, shipped: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(shipped, name);
}

function unknownBase(name: string, known: readonly string[]): string {
  if (looksLikePath(name)) {
    return `${quoteValue(name)} is a file, and there are none here; known: ${listed(known)}`;
  }
  return unknownScenario(name, known);
}

/** Why a name that is neither will not do, with the nearest of those that would. */
export function unknownScenario(name: string, known: readonly string[]): string {
  const fault = `${quoteValue(name)} is neither a shipped scenario nor a file`;
  return looksLikePath(name) ? fault : `${fault}; ${suggest(name, known)}`;
}

function looksLikePath(name: string): boolean {
  return /[/\\]|\.ya?ml$/.test(name);
}

/** A text as a layer, which messages call `file`. Raises ConfigError for what is no map of keys. */
export function scenarioLayer(text: string, file: string, isShipped: boolean): ScenarioLayer {
  const layer = { ...parseYaml(text, file), isShipped };
  if (layer.faults.length > 0 || isMap(layer.value)) return layer;
  const place: FaultPlace = { file: layer.file, at: `${file}:1:1`, offset: 0, end: 0 };
  throw new ConfigError([`${file}:1:1 must be a map of keys and values`], [place]);
}

/** Settings `path=value` as the last layer of a scenario. */
export function readSettings(set: readonly string[]): ScenarioLayer {
  const settings = { ...settingLayer(set), isShipped: false };
  if (extendsOf(settings) !== undefined) {
    throw errorAt([settings], ['extends'], 'can stand in a file only');
  }
  return settings;
}

/** The scenario that a layer says it extends. */
export function extendsOf({ value }: YamlLayer): string | undefined {
  if (!isMap(value) || !('extends' in value)) return undefined;
  return typeof value.extends === 'string' ? value.extends : undefined;
}

/**
 * The scenario of layers, base first, under its own seed unless another is given; `file` as the user named it. Raises ConfigError
 * with all faults, or for want of a seed.
 */
export function loadLayers(
  layers: readonly ScenarioLayer[],
  { name, file, seed: given }: { name: string; file: string; seed: string | undefined },
): LoadedScenario {
  const { seed: ownSeed, extends: _, ...scenario } = validateLayers(layers, ScenarioFileSchema);
  const seed = given ?? ownSeed;
  if (seed === undefined || seed === '') {
    throw new ConfigError([`seed: none given; put \`seed: TEXT\` in ${file} or give --seed TEXT`]);
  }
  const text = canonicalJson(scenario);
  const late = warningsOf(scenario, layers);
  return {
    scenario,
    name,
    text,
    sha256: toHex(sha256(new TextEncoder().encode(text))),
    seed: String(seed),
    seedWords: seedWords(String(seed)),
    warnings: late.flatMap(({ faults }) => faults),
    warningPlaces: late.flatMap(({ places }) => places.flatMap((place) => place ?? [])),
  };
}

/** A shipped scenario that is cut short asks for much that comes too late: only what others wrote is told. */
function warningsOf(scenario: Scenario, layers: readonly ScenarioLayer[]): ConfigError[] {
  const own = layers.filter(({ isShipped }) => !isShipped);
  return tooLate(scenario)
    .filter(({ path }) => own.some((layer) => layer.locate(path, 'value').depth === path.length))
    .map(({ path, message }) => errorAt(own, path, message));
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
