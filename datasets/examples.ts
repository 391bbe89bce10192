/** Things that belong to classes: reviews with a sentiment, payments that were fraud or not. One row each, in the order of the data. */

/** The class of a row is not known. */
export const NO_CLASS = 0xff;

export interface Examples {
  readonly length: number;
  /** Names of the classes; of two, the second is the one that is looked for. */
  readonly classes: readonly string[];
  /** (length) class of each row: the truth that answers are measured against; NO_CLASS where nobody knows */
  readonly label: Uint8Array;
  /** Seconds since the origin; all 0 when the data has no times. */
  readonly time: Uint32Array;
  /** What came to be known of the classes, and when, where that differs from the truth; else they are known with the row. */
  readonly known?: KnownLabels;
  /** (length) texts, of sources that have any; may be empty */
  readonly text?: readonly string[];
  /** (length) numbers that tell of each row what could be known just before it was decided on */
  readonly features?: FeatureTable;
  /** (length) money at stake, cents */
  readonly amount?: Float64Array;
  /** (length) whose row it is, for measures that count each once: the token of a card, an account; 0: nobody's */
  readonly holder?: Uint32Array;
  /** (length) of reviews: who rates what, for what looks at the graph of them; the numbers themselves tell nothing. */
  readonly ratings?: RatingEdges;
  /** By what measures are told apart: length of the text, kind of fraud, attributes of the shopper. */
  readonly groups: readonly ExampleGroups[];
}

export interface RatingEdges {
  readonly shopper: Uint32Array;
  readonly item: Uint32Array;
  /** Stars. */
  readonly value: Float32Array;
}

export interface KnownLabels {
  /** (length) class as the last label says; NO_CLASS where there is none */
  readonly label: Uint8Array;
  /** (length) second at which it became known */
  readonly time: Uint32Array;
}

/** (rows x features), row by row. */
export interface FeatureTable {
  readonly names: readonly string[];
  readonly values: Float32Array;
}

export interface ExampleGroups {
  readonly name: string;
  readonly values: readonly string[];
  /** (length) index of the value; NO_CLASS where the row is in none */
  readonly of: Uint8Array;
  /** true: rows of the first class are compared with those of each group, whichever they are in (kinds of fraud). */
  readonly besideFirst?: true;
}
