/** `checkpoints/` of a study's folder: how far fits that are under way came. A fit that is done has none. */

import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoints } from '../../algorithms/checkpoints.ts';
import { readModelFile, writeModelFile } from '../../algorithms/model-file.node.ts';
import type { ModelState } from '../../algorithms/model-state.ts';
import { f64 } from '../../algorithms/state/arrays.ts';
import {
  fields,
  list,
  nullable,
  real,
  requireShape,
  type Shape,
  text,
} from '../../algorithms/state/shape.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { makeFolder } from '../../datasets/store/make-folder.node.ts';
import type { RunInputs } from '../run-record.ts';
import type { FitCourse } from './fit-course.ts';
import { modelFileName } from './fitted-models.ts';

/** The layout of a checkpoint's file. */
const ID = 'fit-checkpoint.v1';
/** Writing takes at most this share of a fit's time. */
const MOST_SHARE = 0.05;

/** Seconds between two checkpoints of a fit unless said. */
export const CHECKPOINT_SECONDS = 20;

export interface CheckpointOptions {
  readonly folder: string;
  /** At least so many seconds lie between two. */
  readonly every: number;
  /** Told where one cannot be used or written, one line; the fit goes on without. */
  onNote(note: string): void;
}

interface CourseState {
  readonly seconds: number;
  readonly measures: readonly {
    readonly measure: string;
    readonly epochs: Float64Array;
    readonly values: readonly (number | null)[];
  }[];
}

const fileShape = <T extends ModelState>(fit: Shape<T>) =>
  fields<{ readonly fit: T; readonly course: CourseState }>({
    fit,
    course: fields<CourseState>({
      seconds: real(0),
      measures: list(
        fields({ measure: text, epochs: f64('epochs'), values: list(nullable(real()), 'epochs') }),
      ),
    }),
  });

/** Of the fit with these inputs. */
export function openCheckpoints(
  inputs: RunInputs,
  course: FitCourse,
  { folder, every, onNote }: CheckpointOptions,
): Checkpoints {
  let [last, least] = [performance.now(), 1000 * every];
  const at = (name: string): Checkpoints => {
    const file = join(folder, `${name}.checkpoint`);
    return {
      async load(shape) {
        if (!existsSync(file)) return null;
        try {
          const { fit, course: told } = await readState(file, fileShape(shape));
          course.goOn(
            told.seconds,
            told.measures.map(({ measure, epochs, values }) => ({ measure, epochs: [...epochs], values })),
          );
          return fit;
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error;
          onNote(`${error.message}; the fit begins anew`);
          await rm(file, { force: true });
          return null;
        }
      },
      async offer(state) {
        if (performance.now() - last < least) return;
        const before = performance.now();
        const fit = state();
        try {
          await writeState(file, fit, course);
        } catch (error) {
          // Of the disk: a checkpoint is worth less than the fit.
          if ((error as NodeJS.ErrnoException).code === undefined) throw error;
          onNote(`${file}: no checkpoint (${(error as Error).message}); the fit goes on`);
        }
        last = performance.now();
        least = Math.max(1000 * every, (last - before) / MOST_SHARE);
      },
      of: (part) => at(`${name}.${part}`),
    };
  };
  return at(nameOf(inputs));
}

async function readState<T>(file: string, shape: Shape<T>): Promise<T> {
  const { saved } = await readModelFile(file);
  if (saved.algorithm !== ID)
    throw new ConfigError([`${file}: it is of ${saved.algorithm}; a ${ID} is expected`]);
  requireShape(shape, saved.state, file);
  return saved.state;
}

async function writeState(file: string, fit: ModelState, told: FitCourse): Promise<void> {
  const measures = (told.traces ?? []).map(({ measure, epochs, values }) => ({
    measure,
    epochs: Float64Array.from(epochs),
    values,
  }));
  const course: CourseState = { seconds: told.seconds(), measures };
  await writeModelFile(file, {
    saved: { schema: 'shoplab.model/1', algorithm: ID, params: {}, state: { fit, course } },
  });
}

export const checkpointsFolder = (study: string): string => join(study, 'checkpoints');
const nameOf = (inputs: RunInputs): string => modelFileName(inputs).replace(/\.model$/, '');

/** The folder, with nothing in it but what fits with these inputs may go on from. */
export async function openCheckpointsFolder(study: string, inputs: readonly RunInputs[]): Promise<string> {
  const folder = checkpointsFolder(study);
  await makeFolder(folder);
  const names = new Set(inputs.map(nameOf));
  for (const file of await readdir(folder)) {
    const [, name] = /^(.+-[0-9a-f]{8})\.(?:[\w-]+\.)*checkpoint$/.exec(file) ?? [];
    if (name === undefined || !names.has(name)) await rm(join(folder, file), { force: true });
  }
  return folder;
}

/** Of a fit that is done, or failed. */
export async function removeCheckpoints(study: string, inputs: RunInputs): Promise<void> {
  const folder = checkpointsFolder(study);
  const name = nameOf(inputs);
  for (const file of await readdir(folder))
    if (file.startsWith(`${name}.`)) await rm(join(folder, file), { force: true });
}

/** Nothing is left where every fit is done. */
export async function closeCheckpointsFolder(study: string): Promise<void> {
  const folder = checkpointsFolder(study);
  if ((await readdir(folder)).length === 0) await rmdir(folder);
}
