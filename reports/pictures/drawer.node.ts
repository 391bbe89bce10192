/** Threads that draw pictures. The same pictures come out of any number of them. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Drawn, FromDrawer } from './picture-worker.node.ts';
import type { Picture } from './render.node.ts';

/** Pictures for which one more thread is worth its start: it loads Vega first. */
const WORTH_A_THREAD = 6;

export interface Drawer {
  /** Rejects with the name of the picture where it cannot be drawn, or when the drawer is closed. */
  draw(picture: Picture): Promise<Drawn>;
  /** From now on so many threads at most. */
  widen(threads: number): void;
  /** Ends the threads; what is not drawn by then is given up. */
  close(): Promise<void>;
}

interface Order {
  readonly picture: Picture;
  done(drawn: Drawn): void;
  fail(error: Error): void;
}

interface Seat {
  readonly worker: Worker;
  order?: Order;
}

const WORKER = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/reports/pictures/picture-worker.node.js', import.meta.url)
  : new URL('./picture-worker.node.js', import.meta.url);

const faultOf = ({ name }: Picture, why: string): Error =>
  new Error(`report: chart '${name}' cannot be drawn: ${why}`);

/** Threads are started when there is work for them. */
export function openDrawer(threads = availableParallelism()): Drawer {
  const waiting: Order[] = [];
  const seats: Seat[] = [];
  let most = threads;
  let isClosed = false;

  const leave = (seat: Seat, why: string): void => {
    const at = seats.indexOf(seat);
    if (at >= 0) seats.splice(at, 1);
    seat.order?.fail(faultOf(seat.order.picture, why));
    give();
  };
  const take = (): Seat => {
    const seat: Seat = { worker: new Worker(WORKER) };
    seat.worker.on('message', (message: FromDrawer) => {
      const order = seat.order!;
      delete seat.order;
      if ('drawn' in message) order.done(message.drawn);
      else order.fail(faultOf(order.picture, message.fault));
      give();
    });
    seat.worker.on('error', (error) => leave(seat, error.message));
    seat.worker.on('exit', (code) => leave(seat, `its thread ended with status ${code}`));
    seats.push(seat);
    return seat;
  };
  const give = (): void => {
    while (waiting.length > 0) {
      const idle = seats.find(({ order }) => order === undefined);
      const wanted = Math.min(most, Math.ceil((waiting.length + seats.length) / WORTH_A_THREAD));
      if (!idle && seats.length >= wanted) return;
      const seat = idle ?? take();
      seat.order = waiting.shift()!;
      seat.worker.postMessage(seat.order.picture);
    }
  };
  return {
    draw: (picture) =>
      new Promise((done, fail) => {
        if (isClosed) return fail(faultOf(picture, 'the drawer is closed'));
        waiting.push({ picture, done, fail });
        queueMicrotask(give);
      }),
    widen(more) {
      most = more;
      give();
    },
    async close() {
      isClosed = true;
      const [orders, workers] = [waiting.splice(0), seats.map(({ worker }) => worker)];
      for (const { picture, fail } of orders) fail(faultOf(picture, 'the drawer is closed'));
      for (const seat of [...seats]) {
        seat.worker.removeAllListeners('exit').removeAllListeners('message');
        leave(seat, 'the drawer is closed');
      }
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** A drawer that draws a picture once, however often it is asked for: what was drawn ahead is at hand when the report wants it. */
export function remembering(drawer: Drawer): Drawer {
  const known = new Map<string, Promise<Drawn>>();
  return {
    ...drawer,
    draw(picture) {
      const { name, title, alt, spec } = picture;
      const key = JSON.stringify([name, title, alt, spec]);
      const drawn = known.get(key) ?? drawer.draw(picture);
      known.set(key, drawn);
      return drawn;
    },
  };
}
