/** `shoplab label`: what a model says of texts. */

import type { LabelModel } from '../algorithms/algorithm.ts';
import type { Examples } from '../datasets/examples.ts';

export interface LabelAnswer {
  readonly text: string;
  /** The likeliest class, the first of equals. */
  readonly label: string;
  readonly probabilities: Readonly<Record<string, number>>;
  /** What speaks for the class, strongest first; absent where nobody asked, or the model cannot tell. */
  readonly because?: readonly { readonly name: string; readonly contribution: number }[];
}

/** @param causes of each answer at most; 0: none are asked for */
export function labelTexts(model: LabelModel, texts: readonly string[], causes: number): LabelAnswer[] {
  const { classes } = model;
  const examples: Examples = {
    length: texts.length,
    classes,
    label: new Uint8Array(texts.length),
    time: new Uint32Array(texts.length),
    text: texts,
    groups: [],
  };
  const rows = Uint32Array.from(texts.keys());
  const chance = new Float64Array(texts.length * classes.length);
  model.probabilities(examples, rows, chance);
  return texts.map((text, row) => {
    const own = chance.subarray(row * classes.length, (row + 1) * classes.length);
    const said = own.indexOf(Math.max(...own));
    const told = causes > 0 ? model.explain?.(examples, row, said, causes) : undefined;
    return {
      text,
      label: classes[said]!,
      probabilities: Object.fromEntries(classes.map((name, c) => [name, own[c]!])),
      ...(told && {
        because: told.causes.map(({ name = '', contribution }) => ({ name, contribution })),
      }),
    };
  });
}
