/** The shape of a study's files, as far as a report reads them: a foreign or damaged file is refused in words. */

import type { z } from 'zod';
import { RUN_SHAPE } from './run-shape.ts';
import { STUDY_SHAPE } from './study-shape.ts';

/**
 * A parsed file, checked; throws `report: FILE ...` naming the first thing that is wrong. The value is returned as it is,
 * fields that the shape does not mention included.
 */
export function checkShape(shape: z.ZodType, value: unknown, file: string): unknown {
  const expected =
    shape === RUN_SHAPE ? 'shoplab.run/2' : shape === STUDY_SHAPE ? 'shoplab.study/1' : 'shoplab.summary/1';
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== expected)
    throw new Error(
      `report: ${file} has schema ${schema === undefined ? 'none' : `'${String(schema)}'`}; '${expected}' is expected`,
    );
  const result = shape.safeParse(value);
  if (result.success) return value;
  const fault = result.error.issues[0]!;
  throw new Error(
    `report: ${file} is damaged: ${fault.path.join('.') || 'the file'}: ${fault.message.toLowerCase()}`,
  );
}
