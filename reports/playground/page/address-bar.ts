/** The setting in the address: where a visitor went anew has its own place in the history, what was moved there has not. */

import { encodeSetting } from '../address.ts';
import type { Setting } from '../setting.ts';

/** Milliseconds between two writings: Safari fails a page that writes its address over 100 times in 30 s, as a slider that is dragged does. */
const APART = 400;

export interface AddressBar {
  tell(setting: Setting): void;
  /** The address now says this already: a step back or forward, or a link, led there. */
  arrived(setting: Setting): void;
}

/** Lessons and scenarios are where one goes; anything else is moved where one is. */
const isElsewhere = (a: Setting, b: Setting): boolean => a.lesson !== b.lesson || a.scenario !== b.scenario;

export function openAddressBar(opened: Setting): AddressBar {
  let [told, waiting] = [opened, 0];
  let writtenAt = Number.NEGATIVE_INFINITY;
  const write = (as: 'pushState' | 'replaceState'): void => {
    clearTimeout(waiting);
    [waiting, writtenAt] = [0, performance.now()];
    history[as](null, '', `#${encodeSetting(told)}`);
  };
  const writeWhatWaits = (): void => {
    if (waiting !== 0) write('replaceState');
  };
  addEventListener('pagehide', writeWhatWaits);
  return {
    tell(setting) {
      const left = writtenAt + APART - performance.now();
      if (isElsewhere(told, setting)) {
        writeWhatWaits();
        told = setting;
        write('pushState');
        return;
      }
      told = setting;
      if (left <= 0) write('replaceState');
      else if (waiting === 0) waiting = window.setTimeout(writeWhatWaits, left);
    },
    arrived(setting) {
      clearTimeout(waiting);
      [told, waiting] = [setting, 0];
    },
  };
}
