import { type DrawKey, drawKey, type SeedWords } from '../../numerics/rng.ts';
import { visitorKeys } from '../people/visitors.ts';

/** The keys of all decisions of sessions, one purpose each. */
export interface SessionDraws {
  readonly count: DrawKey;
  readonly start: DrawKey;
  readonly anonymous: DrawKey;
  readonly channel: DrawKey;
  readonly device: DrawKey;
  readonly mood: DrawKey;
  readonly mission: DrawKey;
  readonly budget: DrawKey;
  readonly looksOn: DrawKey;
  readonly category: DrawKey;
  readonly page: DrawKey;
  readonly banner: DrawKey;
  readonly similar: DrawKey;
  readonly searchTurn: DrawKey;
  readonly searchCategory: DrawKey;
  readonly searchWords: DrawKey;
  readonly searchPage: DrawKey;
  readonly searchMode: DrawKey;
  readonly searchHearing: DrawKey;
  readonly searchTypo: DrawKey;
  readonly examination: DrawKey;
  readonly item: DrawKey;
  readonly outside: DrawKey;
  readonly cart: DrawKey;
  readonly checkout: DrawKey;
  readonly giveAddress: DrawKey;
  readonly goToPayment: DrawKey;
  readonly checkoutPace: DrawKey;
  readonly quantity: DrawKey;
  readonly hasVideo: DrawKey;
  readonly video: DrawKey;
  readonly keepsList: DrawKey;
  readonly favourite: DrawKey;
  readonly shares: DrawKey;
  readonly share: DrawKey;
  readonly pointer: DrawKey;
  readonly slatePace: DrawKey;
  readonly dwell: DrawKey;
  readonly delivery: DrawKey;
  readonly experience: DrawKey;
  readonly sendsBack: DrawKey;
  readonly rating: DrawKey;
  readonly reports: DrawKey;
  readonly hasElsewhere: DrawKey;
  readonly ticket: DrawKey;
  readonly talks: DrawKey;
  readonly mention: DrawKey;
  readonly churn: DrawKey;
  readonly visitor: DrawKey;
  readonly cookie: DrawKey;
  readonly whichDevice: DrawKey;
  readonly channelHabit: DrawKey;
}

export function sessionDraws(seed: SeedWords): SessionDraws {
  return {
    count: drawKey(seed, 'arrival.count'),
    start: drawKey(seed, 'arrival.start'),
    anonymous: drawKey(seed, 'arrival.anonymous'),
    channel: drawKey(seed, 'arrival.channel'),
    device: drawKey(seed, 'arrival.device'),
    mood: drawKey(seed, 'intent.mood'),
    mission: drawKey(seed, 'intent.mission'),
    budget: drawKey(seed, 'intent.budget'),
    looksOn: drawKey(seed, 'exposure.continue'),
    category: drawKey(seed, 'exposure.category'),
    page: drawKey(seed, 'exposure.page'),
    banner: drawKey(seed, 'exposure.banner'),
    similar: drawKey(seed, 'exposure.similar'),
    searchTurn: drawKey(seed, 'search.turn'),
    searchCategory: drawKey(seed, 'search.category'),
    searchWords: drawKey(seed, 'search.words'),
    searchPage: drawKey(seed, 'search.page'),
    searchMode: drawKey(seed, 'search.mode'),
    searchHearing: drawKey(seed, 'search.hearing'),
    searchTypo: drawKey(seed, 'search.typo'),
    examination: drawKey(seed, 'examination'),
    item: drawKey(seed, 'choice.item'),
    outside: drawKey(seed, 'choice.outside'),
    cart: drawKey(seed, 'funnel.cart'),
    checkout: drawKey(seed, 'funnel.checkout'),
    giveAddress: drawKey(seed, 'checkout.address'),
    goToPayment: drawKey(seed, 'checkout.payment'),
    checkoutPace: drawKey(seed, 'pace.checkout'),
    quantity: drawKey(seed, 'funnel.quantity'),
    hasVideo: drawKey(seed, 'page.has-video'),
    video: drawKey(seed, 'page.video'),
    keepsList: drawKey(seed, 'page.keeps-list'),
    favourite: drawKey(seed, 'page.favourite'),
    shares: drawKey(seed, 'page.shares'),
    share: drawKey(seed, 'page.share'),
    pointer: drawKey(seed, 'page.pointer'),
    slatePace: drawKey(seed, 'pace.slate'),
    dwell: drawKey(seed, 'pace.dwell'),
    delivery: drawKey(seed, 'sale.delivery'),
    experience: drawKey(seed, 'sale.experience'),
    sendsBack: drawKey(seed, 'sale.return'),
    rating: drawKey(seed, 'sale.rating'),
    reports: drawKey(seed, 'sale.report'),
    hasElsewhere: drawKey(seed, 'sale.elsewhere'),
    ticket: drawKey(seed, 'sale.ticket'),
    talks: drawKey(seed, 'mention.talks'),
    mention: drawKey(seed, 'mention.occurs'),
    churn: drawKey(seed, 'life.churn'),
    visitor: visitorKeys(seed),
    cookie: drawKey(seed, 'identity.cookie'),
    whichDevice: drawKey(seed, 'identity.device'),
    channelHabit: drawKey(seed, 'identity.channel'),
  };
}
