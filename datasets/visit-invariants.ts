/** What must hold of searches and mentions. */

import { checkLabels, createFaults, createOrderCheck, noItem } from './faults.ts';
import type { Sessions } from './tables.ts';
import { MENTIONS, type Mentions, SEARCHES, type Searches } from './visit-tables.ts';

export function checkSearches(searches: Searches, sessions: Sessions): string[] {
  const faults = createFaults('searches');
  createOrderCheck(SEARCHES, faults, true).update(searches);
  checkLabels(SEARCHES, searches, faults, 0);
  for (let row = 0; row < searches.length; row++) {
    const session = searches.session[row]!;
    const time = searches.time[row]!;
    if (session >= sessions.length) {
      faults.add('session', row, () => `session ${session} is not among the ${sessions.length} sessions`);
    } else if (time < sessions.start[session]!) {
      faults.add('time', row, () => `time ${time} s before its session starts`);
    }
    if (searches.results[row] === 0 && searches.page[row] !== 0) {
      faults.add('page', row, () => `page ${searches.page[row]} of no results`);
    }
    if (searches.query[row] === '' && searches.results[row] !== 0) {
      faults.add('query', row, () => `${searches.results[row]} results of an empty query`);
    }
  }
  return faults.problems();
}

export function checkMentions(mentions: Mentions, items: number): string[] {
  const faults = createFaults('mentions');
  createOrderCheck(MENTIONS, faults, false).update(mentions);
  checkLabels(MENTIONS, mentions, faults, 0);
  for (let row = 0; row < mentions.length; row++) {
    if (mentions.item[row]! >= items) faults.add('item', row, () => noItem(mentions.item[row]!, items));
    if (mentions.text[row] === '') faults.add('text', row, () => 'says nothing');
  }
  return faults.problems();
}
