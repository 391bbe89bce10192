/** Stitching: earlier anonymous sessions of a visitor whose account became known later. */

import { checkLabels, createFaults, createOrderCheck } from './faults.ts';
import { IDENTITIES, type Identities } from './identity-tables.ts';
import { NO_SHOPPER, type Sessions } from './tables.ts';

/**
 * (sessions) shopper of each session with all that was known before second `asOf`: as known at its start, else by the
 * visitor's identity; NO_SHOPPER where nobody knew. Identities that became known at or after `asOf` are not used, so that
 * what is fitted then holds nothing of the future.
 */
export function stitchSessions(
  sessions: Pick<Sessions, 'length' | 'visitor' | 'shopper' | 'start'>,
  identities: Pick<Identities, 'length' | 'time' | 'visitor' | 'shopper'>,
  asOf: number,
): Uint32Array {
  const known = new Map<number, number>();
  for (let row = 0; row < identities.length; row++) {
    if (identities.time[row]! < asOf) known.set(identities.visitor[row]!, identities.shopper[row]!);
  }
  return Uint32Array.from({ length: sessions.length }, (_, row) => {
    const shopper = sessions.shopper[row]!;
    return shopper !== NO_SHOPPER ? shopper : (known.get(sessions.visitor[row]!) ?? NO_SHOPPER);
  });
}

/** Every way in which identities break the rules: order, twice the same, sessions of accounts that were not signed in to. */
export function checkIdentities(identities: Identities, sessions: Sessions, shoppers: number): string[] {
  const faults = createFaults('identities');
  createOrderCheck(IDENTITIES, faults, true).update(identities);
  checkLabels(IDENTITIES, identities, faults, 0);
  const known = new Map<number, Set<number>>();
  for (let row = 0; row < identities.length; row++) {
    const visitor = identities.visitor[row]!;
    const shopper = identities.shopper[row]!;
    const accounts = known.get(visitor) ?? new Set();
    if (shopper >= shoppers)
      faults.add('shopper', row, () => `shopper ${shopper} is not among the ${shoppers} shoppers`);
    if (accounts.has(shopper))
      faults.add('twice', row, () => `visitor ${visitor} is identified twice as shopper ${shopper}`);
    known.set(visitor, accounts.add(shopper));
  }
  for (let row = 0; row < sessions.length; row++) {
    const shopper = sessions.shopper[row]!;
    const accounts = known.get(sessions.visitor[row]!);
    if (shopper === NO_SHOPPER || accounts === undefined || accounts.has(shopper)) continue;
    const said = [...accounts].join(', ');
    faults.add('session', row, () => `session ${row} is of shopper ${shopper}, its visitor of ${said}`);
  }
  return faults.problems();
}
