/** What the page is showing: the setting, both runs, the day that is looked at. Panels read it; `lab.ts` changes it. */

import type { Setting } from '../setting.ts';
import type { Pair, Runs } from '../shop-run.ts';

export type Mode = 'running' | 'paused' | 'done' | 'failed';

export interface View extends Pair {
  /** That of the runs: what is said of them is said of this. */
  readonly setting: Setting;
  /** That of the controls and of the address: the runs follow when a slider has come to rest. */
  readonly asked: Setting;
  readonly runs: Runs;
  /** Nobody has started these shops yet. */
  readonly untouched: boolean;
  /** The pair that ran before this one, drawn as dashed ghosts. */
  readonly before: Pair | null;
  readonly mode: Mode;
  /** Days that have passed already are played once more. */
  readonly replaying: boolean;
  /** The day that pages and map show; curves show all. */
  readonly day: number;
  /** Which shop stands out; the other is a ghost. */
  readonly focus: 0 | 1 | null;
  readonly notices: readonly string[];
}

/** A part of the page that follows the view. */
export interface Panel {
  readonly element: HTMLElement;
  update(view: View): void;
}

/** Draws panels that are out of date, a few at a time, so that no frame is held for long. */
export function openDrawing(panels: readonly Panel[], view: () => View): () => void {
  const FRAME = 10; // milliseconds
  let stale: Panel[] = [];
  let asked = false;
  const draw = (): void => {
    asked = false;
    const began = performance.now();
    while (stale.length > 0 && performance.now() - began < FRAME) stale.shift()!.update(view());
    if (stale.length > 0) ask();
  };
  const ask = (): void => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(draw);
  };
  return () => {
    const waiting = new Set(stale);
    stale = [...stale, ...panels.filter((panel) => !waiting.has(panel))];
    ask();
  };
}
