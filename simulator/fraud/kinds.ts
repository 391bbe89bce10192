/** The kinds of fraud: the only list of them. A kind is a pure function from a campaign's sketch to what the campaign does. */

import type { CHARGEBACK_REASONS, FraudKind, LABEL_SOURCES } from '../../datasets/fraud-tables.ts';
import type { Fraud } from '../scenario/scenario-fraud.ts';
import { promotionAbuse, returnAbuse } from './account-kinds.ts';
import type { Doings } from './deeds.ts';
import { accountsOfRing, clickFarm, fakeReviews, shilling } from './item-kinds.ts';
import { accountTakeover, cardTesting, friendlyFraud, stolenCards } from './payment-kinds.ts';
import type { Sketch } from './sketch.ts';

export interface KindOfFraud {
  /** Its section of the scenario. */
  readonly section: Exclude<keyof Fraud, 'checks' | 'labels'>;
  readonly act: (sketch: Sketch) => Doings;
  /** Accounts that a campaign opens. */
  readonly opens: (fraud: Fraud) => number;
  /** What the holders of cards say when they take the money back; left out where they do not. */
  readonly chargedBack?: (typeof CHARGEBACK_REASONS)[number];
  /** The chargeback itself is the fraud, and comes in any case. */
  readonly isChargeback?: true;
  /** How the shop learns of what is not charged back. */
  readonly foundBy: (typeof LABEL_SOURCES)[number];
}

export const KINDS: Readonly<Record<FraudKind, KindOfFraud>> = {
  'card testing': {
    section: 'cardTesting',
    act: cardTesting,
    opens: () => 1,
    chargedBack: 'fraud',
    foundBy: 'review team',
  },
  'stolen cards': {
    section: 'stolenCards',
    act: stolenCards,
    opens: ({ stolenCards: { accounts } }) => accounts,
    chargedBack: 'fraud',
    foundBy: 'review team',
  },
  'account takeover': {
    section: 'accountTakeover',
    act: accountTakeover,
    opens: () => 0,
    chargedBack: 'fraud',
    foundBy: 'complaint',
  },
  'friendly fraud': {
    section: 'friendlyFraud',
    act: friendlyFraud,
    opens: ({ friendlyFraud: { accounts } }) => accounts,
    chargedBack: 'not received',
    isChargeback: true,
    foundBy: 'review team',
  },
  'promotion abuse': {
    section: 'promotionAbuse',
    act: promotionAbuse,
    opens: ({ promotionAbuse: { accounts } }) => accounts,
    foundBy: 'review team',
  },
  'return abuse': {
    section: 'returnAbuse',
    act: returnAbuse,
    opens: ({ returnAbuse: { accounts } }) => accounts,
    foundBy: 'review team',
  },
  'fake reviews': {
    section: 'fakeReviews',
    act: fakeReviews,
    opens: ({ fakeReviews }) => accountsOfRing(fakeReviews),
    foundBy: 'review team',
  },
  'click farm': { section: 'clickFarm', act: clickFarm, opens: () => 0, foundBy: 'review team' },
  shilling: {
    section: 'shilling',
    act: shilling,
    opens: ({ shilling: { accounts } }) => accounts,
    foundBy: 'review team',
  },
};

/** Accounts that all campaigns together open: rows of the shoppers table after the honest ones. */
export function accountsOpened(fraud: Fraud): number {
  return Object.values(KINDS).reduce(
    (sum, { section, opens }) =>
      sum + fraud[section].campaigns * (fraud[section].campaigns > 0 ? opens(fraud) : 0),
    0,
  );
}
