/** A fit by batches that is under way, as plain data: all that its later steps depend on. */

import type { KernelHost } from '../../../numerics/kernels/host.ts';
import { f32, f64 } from '../../state/arrays.ts';
import { also, fields, list, type Shape, whole } from '../../state/shape.ts';
import type { AdamTable } from './adam.ts';

/** (rows * stride) of each table. */
interface TableState {
  readonly values: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface Halfway {
  /** Under way, from 0. */
  readonly epoch: number;
  /** Pairs of it that are done. */
  readonly next: number;
  readonly tables: readonly TableState[];
  readonly values: Float64Array;
}

/** What steps move: with the place in the order, all that later steps depend on. */
export interface Moved {
  readonly tables: readonly AdamTable[];
  /** What is moved besides, in place. */
  readonly values?: Float64Array;
}

const SHAPE = fields<Halfway>({
  epoch: whole(),
  next: whole(),
  tables: list(fields<TableState>({ values: f32('size'), first: f32('size'), second: f32('size') })),
  values: f64('values'),
});

const sizeOf = ({ rows, stride }: AdamTable): number => rows * stride;

/** Of a fit that moves this. */
export const halfwayShape = ({ tables, values }: Moved): Shape<Halfway> =>
  also(SHAPE, (kept) => {
    const [found, wanted] = [
      [...kept.tables.map((own) => own.values.length), kept.values.length],
      [...tables.map(sizeOf), values?.length ?? 0],
    ];
    return `${found}` === `${wanted}` ? undefined : `tables of ${found} values; ${wanted} are expected`;
  });

export const takeHalfway = (
  kernels: KernelHost,
  { tables, values = new Float64Array(0) }: Moved,
  epoch: number,
  next: number,
): Halfway => ({
  epoch,
  next,
  tables: tables.map((table) => {
    const copy = (address: number): Float32Array => kernels.memory.f32(address, sizeOf(table)).slice();
    return { values: copy(table.values), first: copy(table.first), second: copy(table.second) };
  }),
  values: values.slice(),
});

export function putHalfway(kernels: KernelHost, { tables, values }: Moved, kept: Halfway): void {
  tables.forEach((table, n) => {
    for (const part of ['values', 'first', 'second'] as const)
      kernels.memory.f32(table[part], sizeOf(table)).set(kept.tables[n]![part]);
  });
  values?.set(kept.values);
}
