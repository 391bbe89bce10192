import { type DrawKey, drawKey, type SeedWords } from '../numerics/rng.ts';

/** The keys of all decisions of sessions, one purpose each. */
export interface SessionDraws {
  readonly count: DrawKey;
  readonly start: DrawKey;
  readonly anonymous: DrawKey;
  readonly channel: DrawKey;
  readonly device: DrawKey;
  readonly mood: DrawKey;
  readonly looksOn: DrawKey;
  readonly category: DrawKey;
  readonly page: DrawKey;
  readonly examination: DrawKey;
  readonly item: DrawKey;
  readonly outside: DrawKey;
  readonly cart: DrawKey;
  readonly checkout: DrawKey;
  readonly giveAddress: DrawKey;
  readonly goToPayment: DrawKey;
  readonly checkoutPace: DrawKey;
  readonly quantity: DrawKey;
  readonly slatePace: DrawKey;
  readonly dwell: DrawKey;
  readonly delivery: DrawKey;
  readonly experience: DrawKey;
  readonly sendsBack: DrawKey;
  readonly rating: DrawKey;
  readonly reports: DrawKey;
  readonly ticket: DrawKey;
  readonly churn: DrawKey;
}

export function sessionDraws(seed: SeedWords): SessionDraws {
  return {
    count: drawKey(seed, 'arrival.count'),
    start: drawKey(seed, 'arrival.start'),
    anonymous: drawKey(seed, 'arrival.anonymous'),
    channel: drawKey(seed, 'arrival.channel'),
    device: drawKey(seed, 'arrival.device'),
    mood: drawKey(seed, 'intent.mood'),
    looksOn: drawKey(seed, 'exposure.continue'),
    category: drawKey(seed, 'exposure.category'),
    page: drawKey(seed, 'exposure.page'),
    examination: drawKey(seed, 'examination'),
    item: drawKey(seed, 'choice.item'),
    outside: drawKey(seed, 'choice.outside'),
    cart: drawKey(seed, 'funnel.cart'),
    checkout: drawKey(seed, 'funnel.checkout'),
    giveAddress: drawKey(seed, 'checkout.address'),
    goToPayment: drawKey(seed, 'checkout.payment'),
    checkoutPace: drawKey(seed, 'pace.checkout'),
    quantity: drawKey(seed, 'funnel.quantity'),
    slatePace: drawKey(seed, 'pace.slate'),
    dwell: drawKey(seed, 'pace.dwell'),
    delivery: drawKey(seed, 'sale.delivery'),
    experience: drawKey(seed, 'sale.experience'),
    sendsBack: drawKey(seed, 'sale.return'),
    rating: drawKey(seed, 'sale.rating'),
    reports: drawKey(seed, 'sale.report'),
    ticket: drawKey(seed, 'sale.ticket'),
    churn: drawKey(seed, 'life.churn'),
  };
}
