import { describe, expect, it } from 'vitest';
import { checkArms, checkLog, createImpressionCheck } from './log-invariants.ts';
import { createSampleLog } from './sample-log.ts';
import { concatTables, sliceTable } from './table-rows.ts';
import { IMPRESSIONS, NO_POSITION, SESSIONS } from './tables.ts';

type Sample = ReturnType<typeof createSampleLog>;

function problemsAfter(change: (sample: Sample) => void): string[] {
  const sample = createSampleLog();
  change(sample);
  const { afterSale: _, ...log } = sample.log;
  return checkLog(log, sample.catalog, sample.shoppers);
}

describe('checkLog', () => {
  it('finds nothing in a valid log', () => {
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it.each<[string, (sample: Sample) => void, string[]]>([
    [
      'sessions out of order',
      ({ log }) => log.sessions.start.set([300, 250]),
      [
        'sessions row 1: not after the row before it; rows are sorted by round, start, visitor, visit',
        'actions row 0: time 110 s in session 0, earlier than 300 s before it',
      ],
    ],
    [
      'two sessions alike',
      ({ log }) => {
        log.sessions.start[1] = 100;
        log.sessions.visitor[1] = 0;
      },
      ['sessions row 1: not after the row before it; rows are sorted by round, start, visitor, visit'],
    ],
    [
      'a session id that is not its row',
      ({ log }) => log.sessions.session.set([0, 2, 2]),
      ['sessions row 1: session id 2; it must be the row number'],
    ],
    [
      'a shopper that does not exist',
      ({ log }) => log.sessions.shopper.set([2]),
      ['sessions row 0: shopper 2 is not among the 2 shoppers'],
    ],
    [
      'a code without label',
      ({ log }) => log.sessions.device.set([9]),
      ['sessions row 0: device code 9 has no label'],
    ],
    [
      'impressions out of order within a slate',
      ({ log }) => log.impressions.position.set([1, 0]),
      [
        'impressions row 1: not after the row before it; rows are sorted by session, slate, position',
        'actions row 1: item 2 was taken from a slot that showed item 4',
      ],
    ],
    [
      'two impressions in one slot',
      ({ log }) => log.impressions.position.set([0, 0], 2),
      ['impressions row 3: not after the row before it; rows are sorted by session, slate, position'],
    ],
    [
      'an impression of no session',
      ({ log }) => log.impressions.session.set([7], 5),
      [
        'impressions row 5: session 7 is not among the 3 sessions',
        'actions row 3: no impression in slate 0, position 0 of session 2',
      ],
    ],
    [
      'an item outside the catalog, more than once',
      ({ log }) => log.impressions.item.set([9, 5], 3),
      ['impressions row 3: item 9 is not among the 5 items of the catalog (2 such rows)'],
    ],
    [
      'a propensity of 0',
      ({ log }) => log.impressions.propensity.set([0], 1),
      ['impressions row 1: propensity 0 is not above 0 and at most 1'],
    ],
    [
      'a propensity above 1',
      ({ log }) => log.impressions.propensity.set([1.5], 1),
      ['impressions row 1: propensity 1.5 is not above 0 and at most 1'],
    ],
    [
      'a propensity that is no number',
      ({ log }) => log.impressions.propensity.set([Number.NaN], 1),
      ['impressions row 1: propensity NaN is not above 0 and at most 1'],
    ],
    [
      'seq with a gap',
      ({ log }) => log.actions.seq.set([0, 2, 3]),
      ['actions row 1: seq 2 in session 0; 1 comes next'],
    ],
    [
      'seq not from 0',
      ({ log }) => log.actions.seq.set([1], 3),
      ['actions row 3: seq 1 in session 2; 0 comes next'],
    ],
    [
      'time that falls',
      ({ log }) => log.actions.time.set([109], 1),
      ['actions row 1: time 109 s in session 0, earlier than 110 s before it'],
    ],
    [
      'an action before its session',
      ({ log }) => log.actions.time.set([89_999], 3),
      ['actions row 3: time 89999 s in session 2, earlier than 90000 s before it'],
    ],
    [
      'an action of no session',
      ({ log }) => log.actions.session.set([3], 3),
      [
        'actions row 3: no impression in slate 0, position 0 of session 3',
        'actions row 3: session 3 is not among the 3 sessions',
      ],
    ],
    [
      'actions not sorted by session',
      ({ log }) => {
        log.actions.session.set([1], 1);
        log.actions.slate.set([0xffff], 1);
        log.actions.position.set([NO_POSITION], 1);
      },
      [
        'actions row 1: seq 1 in session 1; 0 comes next (2 such rows)',
        'actions row 1: time 110 s in session 1, earlier than 250 s before it',
        'actions row 2: session 0 after session 1; rows are sorted by session, seq',
      ],
    ],
    [
      'an item that was not in the slot',
      ({ log }) => log.actions.item.set([4]),
      ['actions row 0: item 4 was taken from a slot that showed item 2'],
    ],
    [
      'a slot that was not shown',
      ({ log }) => log.actions.position.set([5]),
      ['actions row 0: no impression in slate 1, position 5 of session 0'],
    ],
    [
      'a slate without position',
      ({ log }) => log.actions.position.set([NO_POSITION]),
      [
        'actions row 0: no impression in slate 1, position 255 of session 0',
        'actions row 0: slate and position must both be given or both be missing',
      ],
    ],
    [
      'an item bought that does not exist',
      ({ log }) => log.actions.item.set([5], 2),
      ['actions row 2: item 5 is not among the 5 items of the catalog'],
    ],
    [
      'reviews out of order',
      ({ log }) => log.reviews.time.set([99_001]),
      ['reviews row 1: not after the row before it; rows are sorted by time, shopper, item'],
    ],
    [
      'a review of no shopper',
      ({ log }) => log.reviews.shopper.set([2]),
      ['reviews row 0: shopper 2 is not among the 2 shoppers'],
    ],
    [
      'a review of no item',
      ({ log }) => log.reviews.item.set([5]),
      ['reviews row 0: item 5 is not among the 5 items of the catalog'],
    ],
    [
      'a rating that is no number',
      ({ log }) => log.reviews.rating.set([Number.NaN]),
      ['reviews row 0: rating NaN is no number'],
    ],
    [
      'a catalog row that is not its item',
      ({ catalog }) => catalog.item.set([1]),
      ['catalog row 0: holds index 1; it must be the row number'],
    ],
    [
      'a shoppers row that is not its shopper',
      ({ shoppers }) => shoppers.shopper.set([0], 1),
      ['shoppers row 1: holds index 0; it must be the row number'],
    ],
  ])('tells of %s', (_, change, problems) => {
    expect(problemsAfter(change)).toEqual(problems);
  });

  it('takes reviews of one moment, shopper and item twice', () => {
    const change = ({ log }: Sample) => {
      log.reviews.time.set([5, 5]);
      log.reviews.shopper.set([0, 0]);
      log.reviews.item.set([3, 3]);
    };
    expect(problemsAfter(change)).toEqual([]);
  });

  it('counts rows over all chunks of impressions', () => {
    const { log } = createSampleLog();
    log.impressions.propensity[4] = 2;
    const check = createImpressionCheck(log.sessions, log.actions, 5);
    for (const start of [0, 2, 4]) check.update(sliceTable(IMPRESSIONS, log.impressions, start, start + 2));
    expect(check.problems()).toEqual(['impressions row 4: propensity 2 is not above 0 and at most 1']);
  });

  it('sees disorder between chunks', () => {
    const { log } = createSampleLog();
    const check = createImpressionCheck(log.sessions, { ...log.actions, length: 0 }, 5);
    check.update(log.impressions);
    check.update(sliceTable(IMPRESSIONS, log.impressions, 5, 6));
    expect(check.problems()).toEqual([
      'impressions row 6: not after the row before it; rows are sorted by session, slate, position',
    ]);
  });

  it('does not confuse rounds: a later round may start at the same second', () => {
    const { log, catalog, shoppers } = createSampleLog();
    const sessions = concatTables(SESSIONS, [log.sessions]);
    sessions.round.set([0, 1, 2]);
    expect(checkLog({ ...log, sessions }, catalog, shoppers)).toEqual([]);
  });
});

describe('checkArms', () => {
  const sample = createSampleLog();
  it('finds nothing wrong with the sample', () => {
    expect(checkArms(sample.arms, sample.log.sessions)).toEqual([]);
  });
  it('tells sessions of an arm that is not there, arms out of order, and an arm 0', () => {
    const { arms, log } = createSampleLog();
    log.sessions.arm[1] = 7;
    expect(checkArms(arms, log.sessions)).toEqual(['sessions row 1: arm 7 is not among the 2 arms']);
    const swapped = createSampleLog().arms;
    swapped.arm.reverse();
    expect(checkArms(swapped, sample.log.sessions)).toEqual([
      'arms row 1: not after the row before it; rows are sorted by arm, experiment',
    ]);
    const zero = createSampleLog().arms;
    zero.arm[0] = 0;
    expect(checkArms(zero, sample.log.sessions)[0]).toBe('arms row 0: arm 0 stands for none');
  });
});
