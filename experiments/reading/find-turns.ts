import {
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

const METHODS = {
  level: (signals: Signals): Turn[] => turnsByLevel(signals, LEVEL_OPTIONS),
  segments: (signals: Signals): Turn[] => turnsBySegments(signals, SEGMENT_OPTIONS),
} as const;

/** Turns of what shoppers say in reviews; all of it, and after-sale events beside it, against true satisfaction where that is known. */
export function findTurns(
  reviews: Signals,
  everything: Signals,
  satisfaction: Signals | undefined,
): TurnsFound {
  const found = METHODS.level(reviews);
  const weeks = new Map<number, { away: number; back: number }>();
  for (const { time, toward } of found) {
    const week = Math.floor(time / WEEK);
    const own = weeks.get(week) ?? { away: 0, back: 0 };
    own[toward === 1 ? 'back' : 'away']++;
    weeks.set(week, own);
  }
  return {
    method: 'level',
    shoppers: new Set(reviews.shopper).size,
    turned: new Set(found.map(({ shopper }) => shopper)).size,
    away: found.filter(({ toward }) => toward === -1).length,
    back: found.filter(({ toward }) => toward === 1).length,
    weeks: [...weeks].sort(([a], [b]) => a - b).map(([week, counts]) => ({ week, ...counts })),
    ...(satisfaction && {
      truth: { windowDays: WINDOW_DAYS, rows: scored(reviews, everything, satisfaction) },
    }),
  };
}

type TruthRow = NonNullable<TurnsFound['truth']>['rows'][number];

function scored(reviews: Signals, everything: Signals, satisfaction: Signals): TruthRow[] {
  const truth = turnsByLevel(satisfaction, { rate: 1, least: TRUE_LEAST });
  const sources = [
    ['reviews', reviews],
    ['reviews, returns and tickets', everything],
  ] as const;
  return sources.flatMap(([name, signals]) =>
    (['level', 'segments'] as const).map((method): TruthRow => {
      const {
        meanDelay,
        hits: _hits,
        ...scores
      } = scoreTurns(METHODS[method](signals), truth, signals, WINDOW_DAYS * DAY);
      return {
        method,
        signals: name,
        ...scores,
        meanDelayDays: Number.isNaN(meanDelay) ? null : meanDelay / DAY,
      };
    }),
  );
}
