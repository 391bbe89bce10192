/** What makes records, and where. */

import { cpus } from 'node:os';
import { revision } from '../datasets/revision.node.ts';
import { VERSION } from '../datasets/version.node.ts';
import type { Host } from './run-record.ts';

/** Without the revision: what inputs of a benchmark hold. */
export function machineNow(shoplab = VERSION): Omit<Host, 'commit' | 'dirty'> {
  const processors = cpus();
  return { cpu: processors[0]?.model ?? 'unknown', cores: processors.length, node: process.version, shoplab };
}

export const hostNow = (): Host => ({ ...machineNow(), ...revision() });
