import { expect, it } from 'vitest';
import { ACTION_KINDS } from '../../datasets/tables.ts';
import { createShardLog, fileAction } from '../filing/shard-log.ts';
import { newLives } from '../people/lives.ts';
import type { Run } from './run.ts';
import type { Visit } from './visit.ts';
import { fulfilWishes, isWished, wishFor } from './wish-list.ts';

it('holds the last four items, the newest first, until they are bought', () => {
  const lives = newLives(
    { taste: { dimensions: 1 }, promotions: [], catalog: { departments: 1 } },
    { start: 0, end: 2 },
  );
  const log = createShardLog();
  const run = { lives, log } as Run;
  const now = { life: 1, actions: 2 } as Visit;
  for (const item of [0, 10, 20, 30, 40]) wishFor(run, now, item);
  expect([...lives.columns.wishes]).toEqual([0, 0, 0, 0, 41, 31, 21, 11]);
  expect([0, 10, 40].map((item) => isWished(run, now, item))).toEqual([false, true, true]);
  expect(isWished(run, { ...now, life: 0 }, 40)).toBe(false);

  const [cart, order] = (['cart', 'order'] as const).map((kind) => ACTION_KINDS.indexOf(kind));
  fileAction(log, 0, order!, 20, 0, 0, 1, 1, 0); // of a session before
  fileAction(log, 0, cart!, 40, 0, 0, 1, 1, 0);
  fileAction(log, 0, order!, 30, 0, 0, 1, 1, 0);
  fulfilWishes(run, now);
  expect([...lives.columns.wishes]).toEqual([0, 0, 0, 0, 41, 21, 11, 0]);
});
