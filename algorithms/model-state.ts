/** What a fitted model is made of: plain data by name, which can be filed, sent to threads and opened again. */

export type StateArray = Uint8Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** Objects are plain; a key that is not there and a key that is undefined are the same. */
export type StateValue =
  | StateArray
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly StateValue[]
  | { readonly [key: string]: StateValue };

// Not an index signature: interfaces of states are assignable too.
export type ModelState = object;

export interface SavedModel {
  readonly schema: 'shoplab.model/1';
  /** Id of the algorithm, version included: `als.v3`. */
  readonly algorithm: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly state: ModelState;
}
