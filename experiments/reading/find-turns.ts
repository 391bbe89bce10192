import {
  FELT_OPTIONS,
  LEVEL_OPTIONS,
  SEGMENT_OPTIONS,
  type Signals,
  scoreTurns,
  type Turn,
  turnsByLevel,
  turnsBySegments,
} from '../../algorithms/text/course/turns.ts';
import type { TurnsFound } from './reading-record.ts';

const DAY = 86_400;
const WEEK = 7 * DAY;
const WINDOW_DAYS = 7;
/** True satisfaction is on a side from this distance to 0. */
const TRUE_LEAST = 0.1;

/** What turns are told from. */
export interface TurnSources {
  /** What is said, when it is said. */
  readonly reviews: Signals;
  /** With what is sent back or asked for help as -1. */
  readonly everything: Signals;
  /** What was felt of each parcel, by the texts of its reviews, and by their stars; none where the data tells of no parcels. */
  readonly felt?: Signals | undefined;
  readonly feltByStars?: Signals | undefined;
}

const byLevel = (signals: Signals): Turn[] => turnsByLevel(signals, LEVEL_OPTIONS);
const byFeltLevel = (signals: Signals): Turn[] => turnsByLevel(signals, FELT_OPTIONS);
const bySegments = (signals: Signals): Turn[] => turnsBySegments(signals, SEGMENT_OPTIONS);

/** Turns of shoppers by the stars of what came, where it is known when it came, else by what they say; scored where satisfaction is known. */
export function findTurns(sources: TurnSources, satisfaction: Signals | undefined): TurnsFound {
  const { reviews, feltByStars } = sources;
  const found = feltByStars ? byFeltLevel(feltByStars) : byLevel(reviews);
  const weeks = new Map<number, { away: number; back: number }>();
  for (const { time, toward } of found) {
    const week = Math.floor(time / WEEK);
    const own = weeks.get(week) ?? { away: 0, back: 0 };
    own[toward === 1 ? 'back' : 'away']++;
    weeks.set(week, own);
  }
  return {
    method: 'level',
    signals: feltByStars ? 'stars, when the parcel came' : 'reviews',
    shoppers: new Set(reviews.shopper).size,
    turned: new Set(found.map(({ shopper }) => shopper)).size,
    away: found.filter(({ toward }) => toward === -1).length,
    back: found.filter(({ toward }) => toward === 1).length,
    weeks: [...weeks].sort(([a], [b]) => a - b).map(([week, counts]) => ({ week, ...counts })),
    ...(satisfaction && {
      truth: { windowDays: WINDOW_DAYS, rows: scored(sources, satisfaction) },
    }),
  };
}

type TruthRow = NonNullable<TurnsFound['truth']>['rows'][number];

function scored({ reviews, everything, felt, feltByStars }: TurnSources, satisfaction: Signals): TruthRow[] {
  const truth = turnsByLevel(satisfaction, { rate: 1, least: TRUE_LEAST });
  const row = (
    method: TruthRow['method'],
    name: TruthRow['signals'],
    signals: Signals | undefined,
    find: (signals: Signals) => Turn[],
  ): TruthRow[] => {
    if (!signals) return [];
    const { meanDelay, hits: _, ...scores } = scoreTurns(find(signals), truth, signals, WINDOW_DAYS * DAY);
    const meanDelayDays = Number.isNaN(meanDelay) ? null : meanDelay / DAY;
    return [{ method, signals: name, ...scores, meanDelayDays }];
  };
  return [
    ...row('level', 'reviews', reviews, byLevel),
    ...row('segments', 'reviews', reviews, bySegments),
    ...row('level', 'reviews, returns and tickets', everything, byLevel),
    ...row('segments', 'reviews, returns and tickets', everything, bySegments),
    ...row('level', 'reviews, when the parcel came', felt, byFeltLevel),
    ...row('level', 'stars, when the parcel came', feltByStars, byFeltLevel),
  ];
}
