/** `splits/` of a cache that studies share: the folds of a split, by what determines them. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFile, writeModelFile } from '../../algorithms/model-file.node.ts';
import { u32 } from '../../algorithms/state/arrays.ts';
import {
  fields,
  list,
  nullable,
  oneOf,
  real,
  requireShape,
  type Shape,
  whole,
} from '../../algorithms/state/shape.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import { digestJson } from '../../numerics/digest.ts';
import { orNotFiled } from '../filing.node.ts';
import { ASKED_ABOUT, type Asks, type Fold, type FoldInputs } from './split.ts';

/** The layout of a file of folds. */
const ID = 'folds.v1';

/** (seeds) of folds. */
export type FoldsOfSeeds = readonly (readonly Fold[])[];

interface FoldState {
  readonly train: number;
  readonly test: number;
  readonly given: number | null;
  readonly cutoff: number | null;
  readonly until: number | null;
  readonly asks: Asks | null;
}

interface State {
  /** Rows of the feedback. */
  readonly feedback: number;
  /** Of all folds, one after another: train, test, given. */
  readonly rows: Uint32Array;
  readonly seeds: readonly (readonly FoldState[])[];
}

const STATE: Shape<State> = fields<State>({
  feedback: whole(2),
  rows: u32('rows'),
  seeds: list(
    list(
      fields<FoldState>({
        train: whole(1),
        test: whole(1),
        given: nullable(whole()),
        cutoff: nullable(real()),
        until: nullable(real()),
        asks: nullable(
          fields<Asks>({ per: oneOf(['shopper', 'session'] as const), target: oneOf(ASKED_ABOUT) }),
        ),
      }),
    ),
  ),
});

export interface FoldCache {
  /** null where there are none, or none that can be used. */
  find(inputs: FoldInputs, feedbackRows: number): Promise<FoldsOfSeeds | null>;
  keep(inputs: FoldInputs, feedbackRows: number, folds: FoldsOfSeeds): Promise<void>;
}

/**
 * @param folder it exists
 * @param version of this project: folds of another are never taken
 * @param onNote told of files that could not be used; they are written anew
 */
export function foldCache(folder: string, version: string, onNote: (line: string) => void): FoldCache {
  const fileOf = (inputs: FoldInputs): string =>
    join(folder, `${digestJson({ inputs, version }).slice(0, 32)}.folds`);
  return {
    async find(inputs, feedbackRows) {
      const file = fileOf(inputs);
      if (!existsSync(file)) return null;
      try {
        return foldsOf(await readState(file, feedbackRows, inputs.seeds.length));
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        onNote(`split again, for the cache could not be used: ${error.message}`);
        return null;
      }
    },
    async keep(inputs, feedbackRows, folds) {
      const file = fileOf(inputs);
      const state = { ...stateOf(feedbackRows, folds) };
      await orNotFiled(file, () =>
        writeModelFile(file, {
          saved: { schema: 'shoplab.model/1', algorithm: ID, params: { ...inputs }, state },
        }),
      );
    },
  };
}

async function readState(file: string, feedbackRows: number, seeds: number): Promise<State> {
  const { saved } = await readModelFile(file);
  if (saved.algorithm !== ID)
    throw new ConfigError([`${file}: it is of ${saved.algorithm}; ${ID} is expected`]);
  requireShape(STATE, saved.state, file);
  const state: State = saved.state;
  const counted = state.seeds.flat().reduce((sum, fold) => sum + rowsOf(fold), 0);
  const isOther = state.feedback !== feedbackRows || state.seeds.length !== seeds;
  if (isOther || counted !== state.rows.length || state.rows.some((row) => row >= feedbackRows))
    throw new ConfigError([
      `${file}: it has ${state.rows.length} rows of ${state.feedback} under ${state.seeds.length} seeds; ${counted} of ${feedbackRows} under ${seeds} are expected`,
    ]);
  return state;
}

const rowsOf = ({ train, test, given }: FoldState): number => train + test + (given ?? 0);

function foldsOf({ rows, seeds }: State): Fold[][] {
  let at = 0;
  const take = (count: number): Uint32Array => {
    at += count;
    return rows.slice(at - count, at);
  };
  return seeds.map((own) =>
    own.map(({ train, test, given, cutoff, until, asks }): Fold => {
      const [learnt, tested] = [take(train), take(test)];
      return {
        ...{ train: learnt, test: tested, cutoff },
        ...(given !== null && { given: take(given) }),
        ...(until !== null && { until }),
        ...(asks !== null && { asks }),
      };
    }),
  );
}

function stateOf(feedback: number, folds: FoldsOfSeeds): State {
  const parts = folds.flat().flatMap(({ train, test, given }) => [train, test, ...(given ? [given] : [])]);
  const rows = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    rows.set(part, at);
    at += part.length;
  }
  const seeds = folds.map((own) =>
    own.map(
      ({ train, test, given, cutoff, until, asks }): FoldState => ({
        ...{ train: train.length, test: test.length, given: given?.length ?? null },
        ...{ cutoff, until: until ?? null, asks: asks ?? null },
      }),
    ),
  );
  return { feedback, rows, seeds };
}
