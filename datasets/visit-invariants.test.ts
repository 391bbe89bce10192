import { describe, expect, it } from 'vitest';
import { checkActions } from './log-invariants.ts';
import { createSampleLog } from './sample-log.ts';
import { createTable } from './tables.ts';
import { checkMentions, checkSearches } from './visit-invariants.ts';
import { MENTIONS, SEARCHES } from './visit-tables.ts';

const { log } = createSampleLog();

function searches() {
  const table = createTable(SEARCHES, 2);
  table.session.set([0, 2]);
  table.slate.set([1, 0]);
  table.time.set([log.sessions.start[0]!, log.sessions.start[2]! + 9]);
  table.query.splice(0, 2, 'red pan', '');
  table.results.set([3, 0]);
  return table;
}

function mentions() {
  const table = createTable(MENTIONS, 2);
  table.time.set([5, 5]);
  table.author.set([1, 2]);
  table.text.splice(0, 2, 'Love it. #Belora', 'Weak. #Belora');
  return table;
}

describe('checkSearches', () => {
  it('finds nothing wrong with searches as they should be', () => {
    expect(checkSearches(searches(), log.sessions)).toEqual([]);
  });

  it.each([
    ['a session that is not there', { session: 7 }, 'session 7 is not among the 3 sessions'],
    ['a time before its session', { time: 0 }, 'time 0 s before its session starts'],
    ['a page of nothing', { page: 1 }, 'page 1 of no results'],
    ['results of silence', { results: 2 }, '2 results of an empty query'],
    ['a mode without a name', { mode: 9 }, 'mode code 9 has no label'],
    ['rows out of order', { session: 0, slate: 0 }, 'rows are sorted by session, slate'],
  ])('finds %s', (_, change, problem) => {
    const table = searches();
    for (const [name, value] of Object.entries(change)) table[name as 'session'][1] = value;
    expect(checkSearches(table, log.sessions).join('\n')).toContain(problem);
  });
});

describe('checkMentions', () => {
  it('finds nothing wrong with mentions as they should be', () => {
    expect(checkMentions(mentions(), 1)).toEqual([]);
  });

  it.each([
    ['an item that is not there', { item: 3 }, 'item 3 is not among the 1 items'],
    ['a stance without a name', { stance: 3 }, 'stance code 3 has no label'],
    ['rows out of order', { author: 0 }, 'rows are sorted by time, author, item'],
  ])('finds %s', (_, change, problem) => {
    const table = mentions();
    for (const [name, value] of Object.entries(change)) table[name as 'item'][1] = value;
    expect(checkMentions(table, 1).join('\n')).toContain(problem);
  });

  it('finds a mention that says nothing', () => {
    const table = mentions();
    table.text[1] = '';
    expect(checkMentions(table, 1).join('\n')).toContain('mentions row 1: says nothing');
  });
});

describe('checkActions', () => {
  const problemsOf = (name: 'dwell' | 'x' | 'y', row: number, value: number): string => {
    const sample = createSampleLog();
    sample.log.actions[name][row] = value;
    return checkActions(sample.log.actions, sample.log.sessions, sample.catalog.length).join('\n');
  };

  it('finds half a place, a place beyond the page, and pages of what is no click', () => {
    expect(problemsOf('y', 0, 5)).toContain('x and y must both be given');
    expect(problemsOf('x', 0, 1001)).toContain('x 1001 is beyond');
    expect(problemsOf('dwell', 1, 5)).toContain('only clicks have a dwell time');
    expect(problemsOf('dwell', 0, 5)).toBe('');
  });
});
