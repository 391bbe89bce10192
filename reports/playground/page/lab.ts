/** What visitors do to the two shops: start, pause, step, reset, look back, follow somebody, change the setting. */

import { encodeSetting, type Restored } from '../address.ts';
import type { Setting } from '../setting.ts';
import { daysDone } from '../shop-run.ts';
import { openShops } from './shops.ts';
import type { Mode, View } from './view.ts';

/** Milliseconds after the last move of a slider until shops begin anew. */
const SETTLE = 180;
/** Milliseconds a day when finished days are played once more. */
const REPLAY = 420;

export interface Lab {
  readonly view: View;
  change(setting: Setting): void;
  /** Another setting at once, nothing of what ran before left as a ghost. */
  load(setting: Setting, mode: 'running' | 'paused'): void;
  play(): void;
  pause(): void;
  step(): void;
  reset(): void;
  lookAt(day: number): void;
  follow(shopper: number): void;
  focus(side: 0 | 1 | null): void;
  dismissNotices(): void;
  /** Takes over what an address says. */
  restore(restored: Restored): void;
}

type Changing = { -readonly [K in keyof View]: View[K] };

/** What a run depends on: without whom is followed, which lesson is open and what is hidden. */
const runKey = ({ watched: _w, hide: _h, lesson: _l, ...rest }: Setting): string => JSON.stringify(rest);

export function openLab(
  first: { readonly setting: Setting; readonly notices: readonly string[]; readonly paused: boolean },
  onChange: () => void,
): Lab {
  const { setting, notices, paused } = first;
  let following = true;
  let target = 0;
  let settling: ReturnType<typeof setTimeout> | undefined;
  let replay: ReturnType<typeof setInterval> | undefined;

  const shops = openShops((_side, answer) => {
    view.runs = shops.runs;
    const done = daysDone(shops.runs);
    if (answer.kind === 'failed') view.mode = 'failed';
    else if (view.mode !== 'failed' && shops.runs.every(({ outcome }) => outcome !== null))
      view.mode = 'done';
    else if (view.mode === 'running' && target < view.setting.rounds && done >= target) view.mode = 'paused';
    if (following) view.day = done;
    onChange();
  });
  const view: Changing = {
    ...{
      setting,
      notices,
      runs: shops.runs,
      before: null,
      mode: 'paused',
      replaying: false,
      day: 0,
      focus: null,
    },
  };

  function stopReplay(): void {
    clearInterval(replay);
    view.replaying = false;
  }
  function begin(mode: Mode, until = mode === 'running' ? view.setting.rounds : 0): void {
    stopReplay();
    clearTimeout(settling);
    settling = undefined;
    following = true;
    target = until;
    shops.start(view.setting, until);
    Object.assign(view, { mode, runs: shops.runs, day: 0 });
    onChange();
  }
  function startReplay(): void {
    const last = daysDone(view.runs);
    if (view.day >= last) view.day = 0;
    following = false;
    view.replaying = true;
    replay = setInterval(() => {
      view.day = Math.min(last, view.day + 1);
      if (view.day === last) {
        stopReplay();
        following = true;
      }
      onChange();
    }, REPLAY);
    onChange();
  }
  const told = (): void => history.replaceState(null, '', `#${encodeSetting(view.setting)}`);

  begin(paused ? 'paused' : 'running');
  const lab: Lab = {
    view,
    change(next) {
      const anew = runKey(next) !== runKey(view.setting);
      const { setting: old, runs, mode } = view;
      if (anew && mode === 'done' && settling === undefined) view.before = { setting: old, runs };
      view.setting = next;
      told();
      if (anew) {
        clearTimeout(settling);
        settling = setTimeout(() => begin('running'), SETTLE);
      } else if (next.watched !== old.watched) shops.watch(next.watched);
      onChange();
    },
    load(next, mode) {
      view.setting = next;
      view.before = null;
      told();
      begin(mode);
    },
    play() {
      if (view.mode === 'done') return startReplay();
      if (view.mode === 'failed') return begin('running');
      following = true;
      Object.assign(view, { mode: 'running', day: daysDone(view.runs) });
      target = view.setting.rounds;
      shops.go(target);
      onChange();
    },
    pause() {
      if (view.replaying) stopReplay();
      else {
        view.mode = 'paused';
        shops.pause();
      }
      onChange();
    },
    step() {
      stopReplay();
      const done = daysDone(view.runs);
      if (view.day < done) {
        view.day++;
        following = view.day === done;
      } else if (view.mode !== 'done' && view.mode !== 'failed') {
        following = true;
        target = Math.min(view.setting.rounds, done + 1);
        view.mode = 'running';
        shops.go(target);
      }
      onChange();
    },
    reset: () => begin('paused'),
    lookAt(day) {
      stopReplay();
      const done = daysDone(view.runs);
      view.day = Math.min(done, Math.max(0, day));
      following = view.day === done;
      onChange();
    },
    follow(shopper) {
      const most = (view.runs[0].world?.shoppers ?? view.setting.shoppers) - 1;
      const watched = shopper < 0 ? most : shopper > most ? 0 : shopper;
      lab.change({ ...view.setting, watched });
    },
    focus(side) {
      view.focus = side;
      onChange();
    },
    dismissNotices() {
      view.notices = [];
      onChange();
    },
    restore(restored) {
      view.notices = restored.notices;
      lab.change(restored.setting);
    },
  };
  return lab;
}
