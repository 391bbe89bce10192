/** Everything that is wrong with a scenario, each at its place and in the words of the command line. */

import { ConfigError, type FaultPlace } from '../../../datasets/config-error.ts';
import { type LoadedScenario, scenarioFromText } from '../../../simulator/scenario/scenario-text.ts';
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
  /** false: of the whole text, or of a count. */
  readonly isPlaced: boolean;
}

/** As `npx shoplab simulate FILE` would call the text. */
export const FILE = 'scenario.yaml';
const MARK = '\uFEFF';

/** What a text makes, or what is wrong with it. */
export interface Check {
  /** As many as a command line tells; the last line then counts the rest. Of a sound text what only looks like a mistake. */
  readonly faults: readonly TextFault[];
  /** Undefined where there are mistakes. */
  readonly loaded?: LoadedScenario;
}

export function checkOf(text: string, shipped: Shipped): Check {
  try {
    const loaded = scenarioFromText(text, shipped, { file: FILE });
    const { warnings, warningPlaces } = loaded;
    return { faults: warnings.map((line, i) => placed(text, 'warning', line, warningPlaces[i])), loaded };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { faults: error.faults.map((line, i) => placed(text, 'error', line, error.places[i])) };
  }
}

export const faultsOf = (text: string, shipped: Shipped): readonly TextFault[] =>
  checkOf(text, shipped).faults;

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
    isPlaced: place !== undefined,
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
