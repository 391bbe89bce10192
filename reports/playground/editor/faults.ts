/** Everything that is wrong with a scenario, each at its place and in the words of the command line. */

import { ConfigError, type FaultPlace } from '../../../datasets/config-error.ts';
import { scenarioFromText } from '../../../simulator/scenario/scenario-text.ts';
import { outlineOf } from './outline.ts';
import type { Shipped } from './written.ts';

export interface TextFault {
  /** What hinders, and what only looks like a mistake. */
  readonly severity: 'error' | 'warning';
  /** The line of the command line, as `scenario.yaml:3:5 path: message`. */
  readonly line: string;
  /** The same without the place. */
  readonly message: string;
  /** Offsets to mark, the first never after the last; where there is no one place, of nothing at the top. */
  readonly from: number;
  readonly to: number;
  /** From 1. */
  readonly row: number;
  readonly column: number;
}

/** As `npx shoplab simulate FILE` would call the text. */
export const FILE = 'scenario.yaml';
const MARK = '\uFEFF';

/** All faults of a text, or of a sound one its warnings; as many as a command line tells, the last line then counts the rest. */
export function faultsOf(text: string, shipped: Shipped): readonly TextFault[] {
  try {
    const { warnings, warningPlaces } = scenarioFromText(text, shipped, { file: FILE });
    return warnings.map((line, i) => placed(text, 'warning', line, warningPlaces[i]));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((line, i) => placed(text, 'error', line, error.places[i]));
  }
}

function placed(
  text: string,
  severity: TextFault['severity'],
  line: string,
  place: FaultPlace | undefined,
): TextFault {
  const span = place === undefined ? { from: 0, to: 0 } : spanOf(text, place);
  const before = text.slice(0, span.from);
  return {
    severity,
    line,
    // A fault that shows in what is extended keeps its place: it is not here.
    message: place?.file === FILE ? line.slice(place.at.length + 1) : line,
    ...span,
    row: before.split('\n').length,
    column: span.from - before.lastIndexOf('\n'),
  };
}

/** What to mark: the key or value, of several lines the first; the name that is extended for what stands there. */
function spanOf(text: string, { file, offset, end }: FaultPlace): { from: number; to: number } {
  if (file !== FILE) {
    const base = outlineOf(text).entries.find(({ path }) => path.length === 1 && path[0] === 'extends');
    return base?.value ?? { from: 0, to: 0 };
  }
  const ahead = text.startsWith(MARK) ? MARK.length : 0;
  const from = Math.min(offset + ahead, text.length);
  const lineEnd = text.indexOf('\n', from);
  const last = Math.min(end + ahead, lineEnd < 0 ? text.length : lineEnd);
  return { from, to: Math.max(from, last) };
}
