/** What visitors do to the two shops: start, pause, step, reset, look back, follow somebody, change the setting. */

import type { Restored } from '../address.ts';
import type { Setting } from '../setting.ts';
import { daysDone } from '../shop-run.ts';
import { openAddressBar } from './address-bar.ts';
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
  restore(restored: Opening): void;
}

type Changing = { -readonly [K in keyof View]: View[K] };

/** What a run depends on: without whom is followed, which lesson is open and what is hidden. */
const ofRun = ({ watched: _w, hide: _h, lesson: _l, ...rest }: Setting): Omit<Setting, 'watched' | 'hide'> =>
  rest;
const runKey = (setting: Setting): string => JSON.stringify(ofRun(setting));

/** The setting of a run, looked at as another says. */
const lookedAt = (run: Setting, { watched, hide, lesson }: Setting): Setting => ({
  ...ofRun(run),
  ...{ watched, hide },
  ...(lesson !== undefined && { lesson }),
});

/** What an address says, and whether shops wait to be started. */
export interface Opening extends Restored {
  readonly paused: boolean;
}

export function openLab({ setting, notices, paused }: Opening, onChange: () => void): Lab {
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
      asked: setting,
      notices,
      runs: shops.runs,
      before: null,
      mode: 'paused',
      untouched: paused,
      replaying: false,
      day: 0,
      focus: null,
    },
  };

  function stopReplay(): void {
    clearInterval(replay);
    view.replaying = false;
  }
  function begin(mode: Mode): void {
    stopReplay();
    clearTimeout(settling);
    following = true;
    view.setting = view.asked;
    target = mode === 'running' ? view.setting.rounds : 0;
    shops.start(view.setting, target);
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
  const address = openAddressBar(setting);

  begin(paused ? 'paused' : 'running');
  const lab: Lab = {
    view,
    change(next) {
      const anew = runKey(next) !== runKey(view.asked);
      const { watched } = view.asked;
      view.asked = next;
      address.tell(next);
      if (anew) {
        if (view.mode === 'done') view.before = { setting: view.setting, runs: view.runs };
        view.untouched = false;
        clearTimeout(settling);
        settling = setTimeout(() => begin('running'), SETTLE);
      } else {
        view.setting = lookedAt(view.setting, next);
        if (next.watched !== watched) shops.watch(next.watched);
      }
      onChange();
    },
    load(next, mode) {
      Object.assign(view, { asked: next, before: null, untouched: mode === 'paused' });
      address.tell(next);
      begin(mode);
    },
    play() {
      view.untouched = false;
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
      view.untouched = false;
      const done = daysDone(view.runs);
      if (view.day < done) {
        view.day++;
        following = view.day === done;
      } else if (view.mode !== 'done' && view.mode !== 'failed') {
        following = true;
        // Steps that are asked for faster than days pass add up.
        const steps = view.mode === 'running' && target < view.setting.rounds;
        target = Math.min(view.setting.rounds, (steps ? Math.max(done, target) : done) + 1);
        view.mode = 'running';
        shops.go(target);
      }
      onChange();
    },
    reset() {
      view.untouched = false;
      begin('paused');
    },
    lookAt(day) {
      stopReplay();
      const done = daysDone(view.runs);
      view.day = Math.min(done, Math.max(0, day));
      following = view.day === done;
      onChange();
    },
    follow(shopper) {
      const most = (view.runs[0].world?.shoppers ?? view.asked.shoppers) - 1;
      const watched = shopper < 0 ? most : shopper > most ? 0 : shopper;
      lab.change({ ...view.asked, watched });
    },
    focus(side) {
      view.focus = side;
      onChange();
    },
    dismissNotices() {
      view.notices = [];
      onChange();
    },
    restore({ setting: next, notices: found, paused: waits }) {
      view.notices = found;
      address.arrived(next);
      const isElsewhere = next.lesson !== view.asked.lesson;
      if ((waits || isElsewhere) && runKey(next) !== runKey(view.asked))
        lab.load(next, waits ? 'paused' : 'running');
      else lab.change(next);
    },
  };
  return lab;
}
