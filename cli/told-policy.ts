/** Policies as a command line tells them. */

import { ConfigError } from '../datasets/config-error.ts';

/** A name, or YAML as in a scenario. */
export async function toldPolicy(text: string, option: string): Promise<unknown> {
  if (!text.trim().startsWith('{')) return { name: text };
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch (error) {
    throw new ConfigError([`${option} ${text}: ${(error as Error).message.split('\n')[0]}`]);
  }
}
