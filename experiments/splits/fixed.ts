import { z } from 'zod';
import { foldOf, type Split } from './split.ts';

const FixedParams = z.strictObject({});
type FixedParams = z.infer<typeof FixedParams>;

export const fixed: Split<FixedParams> = {
  id: 'fixed.v1',
  name: 'fixed',
  order: 'none',
  doc: 'the parts in which the data was published',
  needs: 'part',
  params: FixedParams,
  validation: () => ({ name: 'random', params: {} }),
  split(feedback, _params, { part }) {
    if (part?.length !== feedback.length)
      throw new Error(`split: parts of ${part?.length ?? 0} rows; the feedback has ${feedback.length}`);
    const unknown = part.findIndex((code) => code > 1);
    if (unknown >= 0)
      throw new Error(`split: row ${unknown} is of part ${part[unknown]}; 0 is train, 1 is test`);
    return [foldOf(part)];
  },
};
