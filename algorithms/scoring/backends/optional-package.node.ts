/** Packages that need not be installed. The name is a value, so that neither types nor build ask for the package. */

import { createRequire } from 'node:module';
import type { Absent } from './backend.ts';

const require = createRequire(import.meta.url);

/** The module, or why it is absent: not installed, or it does not start here. `needed` is one of its names. */
export async function optionalPackage<Module>(
  name: string,
  needed: keyof Module & string,
): Promise<Module | Absent> {
  try {
    const module = (await import(name)) as Module & { default?: Module };
    return needed in (module as object) ? module : module.default!;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    return {
      absent:
        missing && message.includes(name)
          ? `${name} is not installed`
          : `${name} does not start: ${firstLine(message)}`,
    };
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

/** Version by the package's own file; 'unknown' where it does not show that file. */
export function packageVersion(name: string): string {
  try {
    return (require(`${name}/package.json`) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}

export const isAbsent = (value: object): value is Absent => 'absent' in value;
