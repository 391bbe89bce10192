/** The folder that a study runs into: what may be taken for one, and what is read of its `study.json`. */

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../../datasets/config-error.ts';
import { printable } from '../../datasets/schema-faults.ts';
import { isMap } from '../../datasets/schema-shape.ts';
import { readText, systemReason } from '../../datasets/store/read-text.node.ts';

const StudyFolder = z.looseObject({
  schema: z.literal('shoplab.study/1'),
  name: z.string(),
  runs: z.array(z.string().regex(/^[\w-]+$/)),
});
/** What other folders need of a study: its name and the ids of its runs, in its own order. */
export type StudyFolder = z.infer<typeof StudyFolder>;

/** Throws ConfigError where `dir` is no folder of a study that was run, with the reason. */
export async function readStudyFolder(dir: string): Promise<StudyFolder> {
  const file = join(dir, 'study.json');
  const text = await readText(file).catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([
      `${file}: cannot be read (${systemReason(error)}); is ${dir} the folder of a study that was run?`,
    ]);
  });
  const told = jsonOf(text);
  if (isMap(told) && told['schema'] === 'shoplab.loop-study/1')
    throw new ConfigError([
      `${file}: a study of closed loops, not of fits on folds; its report compares policies, and \`shoplab query\` asks its records`,
    ]);
  const parsed = StudyFolder.safeParse(told);
  if (!parsed.success)
    throw new ConfigError([`${file}: damaged, or not a shoplab.study/1; run the study again`]);
  return parsed.data;
}

/** Throws ConfigError unless the study `name` may run into `dir`: a new folder, or one of its own. */
export async function checkStudyFolder(dir: string, name: string): Promise<void> {
  if (dir.trim() === '') throw new ConfigError(['out: the path is empty; a folder is needed']);
  const found = await stat(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new ConfigError([`out: ${dir} cannot be a folder (${error.code})`]);
  });
  if (found === null) return;
  if (!found.isDirectory()) throw new ConfigError([`out: ${dir} is a file; a folder is needed`]);
  const text = await readFile(join(dir, 'study.json'), 'utf8').catch(() => null);
  if (text === null) return;
  const own = StudyFolder.pick({ name: true }).safeParse(jsonOf(text));
  const other = own.success ? `study '${printable(own.data.name)}'` : 'a study.json that is no study';
  if (!own.success || own.data.name !== name)
    throw new ConfigError([
      `out: ${dir} holds ${other}; '${name}' will not replace it: give another folder, or remove that one`,
    ]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
