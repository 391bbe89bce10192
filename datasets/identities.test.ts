import { describe, expect, it } from 'vitest';
import { checkIdentities, stitchSessions } from './identities.ts';
import { IDENTITIES, type Identities } from './identity-tables.ts';
import { createTable, NO_SHOPPER, SESSIONS, type Sessions } from './tables.ts';

function sample(): { sessions: Sessions; identities: Identities } {
  const sessions = createTable(SESSIONS, 4);
  sessions.start.set([10, 20, 30, 40]);
  sessions.visitor.set([7, 8, 7, 9]);
  sessions.shopper.set([NO_SHOPPER, NO_SHOPPER, 2, NO_SHOPPER]);
  const identities = createTable(IDENTITIES, 2);
  identities.time.set([15, 50]);
  identities.visitor.set([7, 8]);
  identities.shopper.set([2, 1]);
  return { sessions, identities };
}

describe('stitchSessions', () => {
  it('gives a session the account that its visitor turned out to have, as known by then', () => {
    const { sessions, identities } = sample();
    expect([...stitchSessions(sessions, identities, 60)]).toEqual([2, 1, 2, NO_SHOPPER]);
    expect([...stitchSessions(sessions, identities, 50)]).toEqual([2, NO_SHOPPER, 2, NO_SHOPPER]);
    expect([...stitchSessions(sessions, identities, 0)]).toEqual([NO_SHOPPER, NO_SHOPPER, 2, NO_SHOPPER]);
  });
});

describe('checkIdentities', () => {
  it('finds nothing wrong with a sound table, and each fault by name', () => {
    const { sessions, identities } = sample();
    expect(checkIdentities(identities, sessions, 3)).toEqual([]);
    expect(checkIdentities(identities, sessions, 2).join()).toContain('shopper 2 is not among the 2');
    sessions.shopper[2] = 0;
    expect(checkIdentities(identities, sessions, 3).join()).toContain(
      'session 2 is of shopper 0, its visitor of 2',
    );
    identities.visitor[1] = 7;
    identities.shopper[1] = 2;
    expect(checkIdentities(identities, sessions, 3).join()).toContain(
      'visitor 7 is identified twice as shopper 2',
    );
    identities.time[1] = 1;
    expect(checkIdentities(identities, sessions, 3).length).toBeGreaterThan(2);
  });
});
