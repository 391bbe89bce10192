/**
 * Configuration in YAML: one file, or layers of files and command-line settings, merged and validated. Every fault of every
 * layer is reported at once as `file:line:column path: message`.
 */

import type { z } from 'zod';
import { ConfigError, type FaultPlace } from './config-error.ts';
import { describeIssues, printable, type SchemaFault } from './schema-faults.ts';
import { discriminatorAt, isMap } from './schema-shape.ts';
import { parseYamlTree, type YamlPath, type YamlPlace, type YamlTree } from './yaml-tree.ts';

export type { YamlPath } from './yaml-tree.ts';

/** One source of configuration: a file, or the settings of a command line. */
export interface YamlLayer {
  /** As shown in messages. */
  readonly file: string;
  /** The whole as plain values. */
  readonly value: unknown;
  /** What is wrong with the text itself. */
  readonly faults: readonly LocatedFault[];
  /** false: an error of syntax may have swallowed keys. */
  readonly sound: boolean;
  /** The place of `path`, or of the innermost value around it that this layer has. */
  locate(path: YamlPath, at: 'key' | 'value'): Location;
}

export interface Location {
  /** `file:line:column`, or `--set path=value`. */
  readonly text: string;
  /** From the first character to after the last; of settings, their numbers on the command line. */
  readonly offset: number;
  readonly end: number;
  /** How many steps of the path this layer has; -1 where even the whole is no place to point at. */
  readonly depth: number;
  /** false: the place comes after an error of syntax, so that what was read there is a guess. */
  readonly sound: boolean;
}

export interface LocatedFault {
  readonly location: Location;
  /** The whole line: place, path, message. */
  readonly text: string;
}

const MAX_FAULTS = 100;

/** Reads, checks and completes one YAML document. Throws ConfigError with all faults. */
export function readYamlDocument<S extends z.ZodType>(text: string, file: string, schema: S): z.output<S> {
  return validateLayers([parseYaml(text, file)], schema);
}

/** One file as a layer. Never raises; `validateLayers` reports its faults. */
export function parseYaml(text: string, file: string): YamlLayer {
  const tree = parseYamlTree(text);
  const name = printable(file);
  return {
    file: name,
    value: tree.value,
    faults: tree.faults.map(({ offset, end, path, message }) => {
      const location = locationAt(tree, name, [offset, end], path.length);
      return { location, text: faultLine(location.text, path, message) };
    }),
    sound: tree.soundTo === Number.POSITIVE_INFINITY,
    locate: (path, at) => locateInTree(tree, name, path, at),
  };
}

/** Settings of a command line (`path=value`, the path with dots, the value in YAML) as one layer; later ones win. */
export function settingLayer(settings: readonly string[]): YamlLayer {
  const parsed = settings.map(parseSetting);
  let value: unknown = {};
  for (const { path, tree } of parsed) {
    if (path.length > 0) value = mergeLayers(value, nest(path, tree.value));
  }
  return {
    file: '--set',
    value,
    faults: parsed.flatMap(({ text: place, faults }, offset) =>
      faults.map((text) => ({ location: settingAt(place, offset, 0), text })),
    ),
    sound: true,
    locate(path) {
      let best = settingAt('--set:', 0, -1);
      parsed.forEach(({ text, path: set, tree }, offset) => {
        const shared = sharedSteps(path, set);
        if (shared === 0) return;
        const depth =
          shared === set.length ? shared + locateSteps(tree.root, path.slice(shared)).depth : shared;
        if (depth >= best.depth) best = settingAt(text, offset, depth);
      });
      return best;
    },
  };
}

/**
 * Merges layers, base first, and validates the result. Maps merge key by key; lists and single values replace; a map whose
 * `name` picks another branch of a union replaces the base's. Throws ConfigError with all faults of all layers.
 */
export function validateLayers<S extends z.ZodType>(layers: readonly YamlLayer[], schema: S): z.output<S> {
  const merged = layers.reduce<unknown>((base, { value }) => mergeLayers(base, value, schema), {});
  const parsed = schema.safeParse(merged);
  const own = layers.flatMap(({ faults }, layer) => faults.map((fault) => ({ ...fault, layer })));
  if (parsed.success && own.length === 0) return parsed.data;
  const reported = new Set(own.map(({ location }) => location.text));
  const sound = layers.every((layer) => layer.sound);
  const found = parsed.success ? [] : describeIssues(parsed.error.issues, schema, merged);
  const placed = found
    .map((fault) => locateFault(layers, fault))
    // After an error of syntax the schema's complaints are guesses, and so are keys said to be missing.
    .filter(({ location, missing }) => location.sound && (sound || !missing) && !reported.has(location.text));
  const all = [...own, ...placed].sort((a, b) => a.layer - b.layer || a.location.offset - b.location.offset);
  const told = all.slice(0, MAX_FAULTS);
  const lines = told.map(({ text }) => text);
  if (all.length > told.length) lines.push(`and ${all.length - told.length} more`);
  throw new ConfigError(
    lines,
    told.map(({ layer, location }) => placeOf(layers, layer, location)),
  );
}

/** A fault at `path` found by other means than the schema (a missing file, a limit between two keys), as one line. */
export function faultAt(layers: readonly YamlLayer[], path: YamlPath, message: string): string {
  return locateFault(layers, { path, at: 'value', message }).text;
}

/** The same as an error that knows the place. */
export function errorAt(layers: readonly YamlLayer[], path: YamlPath, message: string): ConfigError {
  const { text, layer, location } = locateFault(layers, { path, at: 'value', message });
  return new ConfigError([text], [placeOf(layers, layer, location)]);
}

function placeOf(layers: readonly YamlLayer[], layer: number, { text, offset, end }: Location): FaultPlace {
  return { file: layers[layer]!.file, at: text, offset, end };
}

/** `derived` over `base`; see `validateLayers`. */
export function mergeLayers(base: unknown, derived: unknown, schema?: z.core.$ZodType): unknown {
  const merge = (under: unknown, over: unknown, path: YamlPath): unknown => {
    if (!isMap(under) || !isMap(over)) return over;
    const discriminator = schema && discriminatorAt(schema, path, derived);
    if (
      discriminator !== undefined &&
      over[discriminator] !== undefined &&
      over[discriminator] !== under[discriminator]
    )
      return over;
    const out: Record<string, unknown> = { ...under };
    for (const [key, value] of Object.entries(over)) {
      out[key] = Object.hasOwn(under, key) ? merge(under[key], value, [...path, key]) : value;
    }
    return out;
  };
  return merge(base, derived, []);
}

interface PlacedFault extends LocatedFault {
  readonly layer: number;
  readonly missing: boolean;
}

/** The most derived layer that has most of the path. */
function locateFault(layers: readonly YamlLayer[], { path, at, message }: SchemaFault): PlacedFault {
  const missing = at === 'missing';
  const target = missing ? path.slice(0, -1) : path;
  let layer = layers.length - 1;
  let location = layers[layer]!.locate(target, at === 'value' ? 'value' : 'key');
  for (let i = layer - 1; i >= 0; i--) {
    const other = layers[i]!.locate(target, at === 'value' ? 'value' : 'key');
    if (other.depth > location.depth) {
      layer = i;
      location = other;
    }
  }
  return { layer, location, missing, text: faultLine(location.text, path, message) };
}

function locateInTree(tree: YamlTree, file: string, path: YamlPath, at: 'key' | 'value'): Location {
  const { place, depth } = locateSteps(tree.root, path);
  const whole = depth === path.length;
  if (at === 'key' || !whole) return locationAt(tree, file, [place.keyOffset, place.keyEnd], depth);
  const location = locationAt(tree, file, [place.valueOffset, place.endOffset], depth);
  return { ...location, sound: location.sound && place.endOffset < tree.soundTo };
}

function locationAt(
  tree: YamlTree,
  file: string,
  [offset, end]: readonly [number, number],
  depth: number,
): Location {
  const { line, column } = tree.position(offset);
  return { text: `${file}:${line}:${column}`, offset, end, depth, sound: offset < tree.soundTo };
}

function settingAt(text: string, nth: number, depth: number): Location {
  return { text, offset: nth, end: nth, depth, sound: true };
}

function locateSteps(root: YamlPlace, path: YamlPath): { place: YamlPlace; depth: number } {
  let place = root;
  let depth = 0;
  for (const step of path) {
    const inner = place.inside.get(step);
    if (!inner) break;
    place = inner;
    depth++;
  }
  return { place, depth };
}

interface Setting {
  /** `--set path=value:`, the place shown in messages. */
  readonly text: string;
  /** Empty when the setting cannot be used. */
  readonly path: YamlPath;
  readonly tree: YamlTree;
  readonly faults: readonly string[];
}

function parseSetting(setting: string): Setting {
  const text = `--set ${printable(setting)}:`;
  const equals = setting.indexOf('=');
  const path = setting.slice(0, Math.max(equals, 0)).split('.');
  const source = setting.slice(equals + 1);
  const tree = parseYamlTree(equals < 0 ? '' : source);
  const faults = tree.faults.map((fault) => faultLine(text, [...path, ...fault.path], fault.message));
  if (equals < 0) faults.push(`${text} no '='; a setting is path=value`);
  else if (source.trim() === '') faults.push(faultLine(text, path, "no value; write '' for an empty text"));
  else if (
    path.some((step) => !/^[A-Za-z_][\w-]*$/.test(step) || step === '__proto__' || step === 'constructor')
  ) {
    faults.push(`${text} '${printable(path.join('.'))}' is not a path; a path is keys joined by dots`);
  }
  return { text, path: faults.length > 0 ? [] : path, tree, faults };
}

function nest(path: YamlPath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
}

function sharedSteps(a: YamlPath, b: YamlPath): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return shared;
}

function faultLine(place: string, path: YamlPath, message: string): string {
  const shown = path.map((step, i) =>
    typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${printable(step)}`,
  );
  return path.length > 0 ? `${place} ${shown.join('')}: ${message}` : `${place} ${message}`;
}
