/** Finds and reads a study: a shipped name, or a path. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../datasets/config-error.ts';
import { readConfigText } from '../../datasets/config-file.node.ts';
import { suggest } from '../../datasets/schema-faults.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { faultAt, parseYaml, validateLayers, type YamlLayer } from '../../datasets/yaml-document.ts';
import { withSweeps } from '../audit/sweeps.ts';
import { LoopStudySchema, smokeOfLoops } from '../loops/loop-study.ts';
import type { LoadedLoops } from '../loops/run-loop-study.node.ts';
import { type Study, StudySchema, smokeOf } from './study.ts';

const SHIPPED = fileURLToPath(new URL('../studies/', import.meta.url));

export interface LoadedStudy {
  readonly study: Study;
  /** The text as written. */
  readonly text: string;
  /** Folder against which a scenario's path is resolved. */
  readonly folder: string;
}

/** Shipped studies: name and the first comment line of each file. */
export async function listStudies(): Promise<{ name: string; doc: string }[]> {
  const files = (await readdir(SHIPPED)).filter((file) => file.endsWith('.yaml'));
  const names = files.map((file) => basename(file, '.yaml')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(SHIPPED, `${name}.yaml`), 'utf8');
      return { name, doc: /^# *(.*)/.exec(text)?.[1] ?? '' };
    }),
  );
}

/** Reads and validates a study. Throws ConfigError with every fault as file:line:column, and where it is one of closed loops. */
export const loadStudy = async (nameOrPath: string): Promise<LoadedStudy> =>
  withFits(await loadAnyStudy(nameOrPath));

export type AnyStudy = ({ readonly kind: 'fits' } & LoadedStudy) | ({ readonly kind: 'loop' } & LoadedLoops);

function withFits(loaded: AnyStudy): LoadedStudy {
  if (loaded.kind === 'fits') return loaded;
  throw new ConfigError([
    `study '${loaded.study.name}': it is one of closed loops, which have no folds and no lists; run it with \`shoplab run\``,
  ]);
}

/** The same of a study of any kind. */
export async function loadAnyStudy(nameOrPath: string): Promise<AnyStudy> {
  const file = await findStudy(nameOrPath);
  const text = await readConfigText(file, file);
  return anyStudyOfText(text, shown(nameOrPath, file), dirname(file));
}

/**
 * The study of a text. Throws ConfigError as `loadStudy` does.
 *
 * @param shown what the text is called in faults
 * @param folder against which a scenario's path is resolved
 */
export const studyOfText = async (text: string, shown: string, folder: string): Promise<LoadedStudy> =>
  withFits(await anyStudyOfText(text, shown, folder));

export async function anyStudyOfText(text: string, shown: string, folder: string): Promise<AnyStudy> {
  const layer = parseYaml(text, shown);
  if (isMap(layer.value) && layer.value['kind'] === 'loop') {
    const own = await withScenarioFault(layer, folder, 'world');
    return { kind: 'loop', study: validateLayers([own], LoopStudySchema), text, folder };
  }
  if (isMap(layer.value) && typeof layer.value['kind'] === 'string')
    throw new ConfigError([
      `study '${shown}': it is of kind '${layer.value['kind']}', without fits on folds; \`shoplab run\` takes it`,
    ]);
  const study = withSweeps(validateLayers([await withNameFaults(layer, folder)], StudySchema));
  return { kind: 'fits', study, text, folder };
}

/** The short form of a study. Throws ConfigError where it has none. */
export function smokeStudy(loaded: LoadedStudy): LoadedStudy {
  const study = smokeOf(loaded.study);
  if (study === null) throw new ConfigError([noSmoke(loaded.study.name)]);
  return { ...loaded, study };
}

/** The short form of a study of any kind. Throws ConfigError where it has none. */
export function smokeOfAny(loaded: AnyStudy): AnyStudy {
  if (loaded.kind === 'fits') return { ...loaded, ...smokeStudy(loaded) };
  const study = smokeOfLoops(loaded.study);
  if (study === null) throw new ConfigError([noSmoke(loaded.study.name)]);
  return { ...loaded, study };
}

const noSmoke = (name: string): string => `study '${name}': it has no \`smoke\` part; run it without --smoke`;

/** The layer with a fault where the scenario at `key` does not exist, told beside those of the schema. */
async function withScenarioFault(layer: YamlLayer, folder: string, key: string): Promise<YamlLayer> {
  const at = isMap(layer.value) && isMap(layer.value[key]) ? layer.value[key]['scenario'] : undefined;
  if (typeof at !== 'string' || at === '') return layer;
  const { scenarioNameFault } = await import('../../simulator/scenario/load-scenario.node.ts');
  const message = scenarioNameFault(at, folder);
  if (!message) return layer;
  const path = [key, 'scenario'];
  const fault = { location: layer.locate(path, 'value'), text: faultAt([layer], path, message) };
  return { ...layer, faults: [...layer.faults, fault] };
}

/** The layer with a fault where its data set or scenario does not exist, told beside those of the schema. */
async function withNameFaults(layer: YamlLayer, folder: string): Promise<YamlLayer> {
  const data = isMap(layer.value) && isMap(layer.value['data']) ? layer.value['data'] : {};
  const { scenario } = data;
  const found: [key: string, message: string][] = [];
  for (const key of ['dataset', 'beside']) {
    const name = data[key];
    if (typeof name !== 'string' || name === '') continue;
    const { dataNameFault } = await import('../../datasets/public/registry.node.ts');
    found.push([key, dataNameFault(name) ?? '']);
  }
  if (typeof scenario === 'string' && scenario !== '') {
    const { scenarioNameFault } = await import('../../simulator/scenario/load-scenario.node.ts');
    found.push(['scenario', scenarioNameFault(scenario, folder) ?? '']);
  }
  const faults = found.flatMap(([key, message]) => {
    const path = ['data', key];
    return message === ''
      ? []
      : [{ location: layer.locate(path, 'value'), text: faultAt([layer], path, message) }];
  });
  return { ...layer, faults: [...layer.faults, ...faults] };
}

const isPath = (nameOrPath: string): boolean => /[/\\]|\.ya?ml$/.test(nameOrPath);

const shown = (nameOrPath: string, file: string): string =>
  isPath(nameOrPath) ? nameOrPath : basename(file);

/** The file of a study: a path, or that of a shipped name. Throws ConfigError with the nearest name. */
export async function findStudy(nameOrPath: string): Promise<string> {
  if (isPath(nameOrPath)) return resolve(nameOrPath);
  const names = (await listStudies()).map(({ name }) => name);
  if (names.includes(nameOrPath)) return join(SHIPPED, `${nameOrPath}.yaml`);
  throw new ConfigError([
    `study '${nameOrPath}': no shipped study has this name; ${suggest(nameOrPath, names)} ` +
      '(a file is named by its path, with a slash or ending in .yaml)',
  ]);
}
