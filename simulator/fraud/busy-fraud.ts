/** A small world in which every kind of fraud has campaigns: for examples and tests. */

/** Section `fraud` of a scenario of some days, with labels that come within it. */
export const BUSY_FRAUD = {
  cardTesting: { campaigns: 4, over: 6, cards: 3, attempts: 12, mostCents: 1500, success: 0.6 },
  stolenCards: { campaigns: 3, over: 4, cards: 9, accounts: 2 },
  accountTakeover: { campaigns: 4, over: 5, lasts: 1, accounts: 4 },
  friendlyFraud: { campaigns: 6, over: 2, lasts: 5, accounts: 2, orders: 3 },
  promotionAbuse: { campaigns: 3, over: 5, lasts: 1, accounts: 7 },
  returnAbuse: { campaigns: 4, over: 1, lasts: 3, accounts: 2, orders: 3, windowDays: 4 },
  fakeReviews: { campaigns: 3, from: 1, over: 3, accounts: 6, items: 3, ahead: 0.8, meanDays: 0.3 },
  clickFarm: { campaigns: 3, over: 6, bots: 5, sessions: 3, clicks: 15 },
  shilling: {
    campaigns: 6,
    from: 1,
    over: 4,
    lasts: 0.2,
    accounts: 6,
    filler: 5,
    ahead: 0.8,
    meanDays: 0.01,
  },
  checks: { caught: 0.3, honest: 0.05 },
  labels: { lagDays: 2, reviewDays: 1, spread: 0.5, missed: 0.1, cleared: 0.05, wrong: 0.02 },
} as const;
