/** What a part looks like before it is known which there are: algorithm files cannot see the registry. */

import { z } from 'zod';
import type { PartSchema } from './algorithm.ts';

/** Parameters of a part are checked, and completed, by the schema of `parts.ts`. */
export const PartShape: PartSchema = z.strictObject({
  name: z.string(),
  params: z.record(z.string(), z.unknown()).prefault({}),
});
