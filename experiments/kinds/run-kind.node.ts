/** Loads and runs a study of another kind. What is done is never done again. */

import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { readConfigText } from '../../datasets/config-file.node.ts';
import { revision } from '../../datasets/revision.node.ts';
import { nearest } from '../../datasets/schema-faults.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import { readText, systemReason } from '../../datasets/store/read-text.node.ts';
import { parseYaml, validateLayers } from '../../datasets/yaml-document.ts';
import { digestJson } from '../../numerics/digest.ts';
import { aloneIn } from '../alone.node.ts';
import { openSwept } from '../filing.node.ts';
import { machineNow } from '../host.node.ts';
import { writeJson } from '../run-store.node.ts';
import { findStudy } from '../study/load-study.node.ts';
import {
  checkKindRecord,
  type KindRecord,
  type KindRunOptions,
  type KindStudy,
  kindId,
  type StudyKind,
} from './kind.ts';
import { type KindName, kindNamed, STUDY_KINDS } from './registry.node.ts';

export interface LoadedKind {
  readonly kind: StudyKind;
  readonly study: KindStudy;
}

/** Studies of closed loops have many records and a store of their own (`experiments/loops/`). */
const LOOP = 'loop';

/** The study, where its file says a `kind:` of the registry; null where it is one of fits on folds. Throws ConfigError with every fault as file:line:column. */
export async function loadKind(nameOrPath: string, smoke = false): Promise<LoadedKind | null> {
  const file = await findStudy(nameOrPath);
  const text = await readConfigText(file, file);
  const layer = parseYaml(text, /[/\\]|\.ya?ml$/.test(nameOrPath) ? nameOrPath : basename(file));
  const told = isMap(layer.value) ? layer.value['kind'] : undefined;
  if (told === undefined || told === LOOP) return null;
  if (typeof told !== 'string' || !Object.hasOwn(STUDY_KINDS, told)) {
    const names = [...Object.keys(STUDY_KINDS), LOOP];
    const near = typeof told === 'string' ? nearest(told, names) : undefined;
    throw new ConfigError([
      `${layer.locate(['kind'], 'value').text} kind: ${JSON.stringify(told)} is none of ${names.join(', ')}${near ? `; did you mean '${near}'?` : ''}`,
    ]);
  }
  const kind = await kindNamed(told as KindName);
  const study = validateLayers([layer], kind.schema);
  if (!smoke) return { kind, study };
  const short = kind.smokeOf(study);
  if (short === null)
    throw new ConfigError([`study '${study.name}': it has no \`smoke\` part; run it without --smoke`]);
  return { kind, study: short };
}

export interface RunKindOptions extends Omit<KindRunOptions, 'keepPart'> {
  readonly out: string;
  readonly version: string;
  readonly command: string;
}

const RECORD = 'record.json';

/** Where a study of another kind leaves its record. */
export const recordIn = (folder: string): string => join(folder, RECORD);

/** Runs what is missing of a study under `out` and files its record. */
export async function runKind(loaded: LoadedKind, options: RunKindOptions): Promise<KindRecord> {
  await checkFolder(options.out, loaded.study.name);
  await openSwept(options.out);
  return aloneIn(options.out, () => runAlone(loaded, options));
}

async function runAlone({ kind, study }: LoadedKind, options: RunKindOptions): Promise<KindRecord> {
  const { out, threads } = options;
  const inputs = { kind: kind.kind, version: kind.version, study };
  const id = kindId(inputs);
  const parts = join(out, 'parts', id);
  const found = await readKindRecord(join(out, RECORD));
  if (found?.id === id) return found;
  await openSwept(parts);
  const started = performance.now();
  const result = await kind.run(study, {
    threads,
    signal: options.signal,
    onStage: options.onStage,
    keepPart: (name, make) => keepPart(parts, name, make),
  });
  // As it will be read: undefined and -0 are not written.
  const written = JSON.parse(JSON.stringify(result)) as unknown;
  const record: KindRecord = {
    schema: 'shoplab.kind/1',
    id,
    inputs: JSON.parse(JSON.stringify(inputs)) as KindRecord['inputs'],
    result: written,
    resultDigest: digestJson(written),
    measured: {
      seconds: (performance.now() - started) / 1000,
      ...machineNow(options.version),
      ...revision(),
      threads,
      finishedAt: new Date().toISOString(),
    },
    command: options.command,
  };
  await writeJson(join(out, RECORD), record);
  await rm(join(out, 'parts'), { recursive: true, force: true });
  return record;
}

/** The record of a folder; null where there is none. Throws where it is not what its digests say. */
export async function readKindRecord(file: string): Promise<KindRecord | null> {
  const text = await readText(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new Error(`${file}: cannot be read: ${systemReason(error)}`);
  });
  if (text === null) return null;
  let record: KindRecord | null;
  try {
    record = JSON.parse(text) as KindRecord | null;
  } catch (error) {
    throw new Error(
      `${file}: not JSON (${(error as Error).message}); remove the file and run the study again`,
    );
  }
  return checkKindRecord(record, file);
}

async function keepPart<T>(folder: string, name: string, make: () => Promise<T> | T): Promise<T> {
  const file = join(folder, `${name}.json`);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return JSON.parse(text) as T;
  // Through JSON, so that a part is the same whether it was kept or made.
  const made = JSON.parse(JSON.stringify(await make())) as T;
  await writeJson(file, made);
  return made;
}

/** Throws ConfigError unless the study may run into the folder: a new one, or one that a record of its own stands in. */
async function checkFolder(out: string, name: string): Promise<void> {
  if (out.trim() === '') throw new ConfigError(['out: the path is empty; a folder is needed']);
  const found = await stat(out).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) throw new ConfigError([`out: ${out} is a file; a folder is needed`]);
  const files = await readdir(out);
  if (files.includes('study.json'))
    throw new ConfigError([
      `out: ${out} holds a study of fits; '${name}' will not replace it: give another folder`,
    ]);
  if (!files.includes(RECORD)) return;
  const own = (await readKindRecord(join(out, RECORD)))!.inputs.study.name;
  if (own !== name)
    throw new ConfigError([
      `out: ${out} holds study '${own}'; '${name}' will not replace it: give another folder`,
    ]);
}

/** Where the record of one part of a study is kept with the code. */
export const keptKindFile = (root: string, study: string, part: 'whole' | 'smoke'): string =>
  join(root, study, `${part}.record.json`);

/** Files the record of a study that has run to its end. */
export async function fileKind(
  from: string,
  root: string,
  study: string,
  part: 'whole' | 'smoke',
): Promise<string> {
  const record = await readKindRecord(join(from, RECORD));
  if (record === null)
    throw new ConfigError([`results: ${from} has no record; run the study to its end first`]);
  const file = keptKindFile(root, study, part);
  await makeFolder(join(root, study));
  await writeJson(file, record);
  return file;
}

/** Whole records of studies that are kept with the code, by name. */
export async function keptKinds(root: string): Promise<KindRecord[]> {
  const found: KindRecord[] = [];
  for (const name of (await readdir(root)).sort()) {
    const record = await readKindRecord(keptKindFile(root, name, 'whole'));
    if (record) found.push(record);
  }
  return found;
}
