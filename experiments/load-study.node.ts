/** Finds and reads a study: a shipped name, or a path. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from 'fastest-levenshtein';
import { ConfigError } from '../datasets/config-error.ts';
import { readYamlDocument } from '../datasets/yaml-document.ts';
import { type Study, StudySchema } from './study.ts';

const SHIPPED = fileURLToPath(new URL('./studies/', import.meta.url));

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

/** Reads and validates a study. Throws ConfigError with every fault as file:line:column. */
export async function loadStudy(nameOrPath: string): Promise<LoadedStudy> {
  const file = await studyFile(nameOrPath);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`${file}: cannot be read (${error.code})`]);
  });
  return { study: readYamlDocument(text, shown(nameOrPath, file), StudySchema), text, folder: dirname(file) };
}

const isPath = (nameOrPath: string): boolean => /[/\\]|\.ya?ml$/.test(nameOrPath);

const shown = (nameOrPath: string, file: string): string =>
  isPath(nameOrPath) ? nameOrPath : basename(file);

async function studyFile(nameOrPath: string): Promise<string> {
  if (isPath(nameOrPath)) return resolve(nameOrPath);
  const names = (await listStudies()).map(({ name }) => name);
  if (names.includes(nameOrPath)) return join(SHIPPED, `${nameOrPath}.yaml`);
  throw new ConfigError([
    `study '${nameOrPath}': no shipped study has this name; did you mean '${closest(nameOrPath, names)}'? ` +
      'A file is named by its path, with a slash or ending in .yaml',
  ]);
}
