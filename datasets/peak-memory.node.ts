/** How much memory this process has held at most. */

import { readFileSync } from 'node:fs';

/**
 * Bytes of the largest resident set of this process so far, all its threads together. From /proc where there is one:
 * what Linux tells as `maxRSS` never starts below the size of the process that started this one (execve keeps it).
 */
export function peakMemoryBytes(): number {
  const told = /^VmHWM:\s*(\d+) kB$/m.exec(ownStatus());
  return (told ? Number(told[1]) : process.resourceUsage().maxRSS) * 1024;
}

/** Empty: none is told here. */
function ownStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
