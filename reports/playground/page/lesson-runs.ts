/** Runs all arms of a lesson in all its worlds, on a few workers of its own, and tells of every world that is complete. */

import type { ArmRun, Lesson, World } from '../lessons/lesson.ts';
import type { ArmAnswer, ArmOrder } from '../protocol.ts';

const WORKER = 'worker.js';

export interface LessonRuns {
  /** Ends what still runs. */
  end(): void;
}

export interface Progress {
  readonly worlds: readonly World[];
  /** Arms that have run, over all worlds. */
  readonly done: number;
  readonly all: number;
  readonly faults: readonly string[];
}

interface Task {
  readonly world: number;
  readonly arm: string;
}

/** The shops of the page have two of the processor's cores. */
const workersFor = (tasks: number): number =>
  Math.max(1, Math.min(tasks, 4, (navigator.hardwareConcurrency || 4) - 2));

export function runLesson(lesson: Lesson, onProgress: (progress: Progress) => void): LessonRuns {
  const tasks: Task[] = lesson.seeds.flatMap((_, world) => lesson.arms.map(({ id }) => ({ world, arm: id })));
  const all = tasks.length;
  const runs: Record<string, ArmRun>[] = lesson.seeds.map(() => ({}));
  let done = 0;
  const end = (): void => {
    for (const worker of workers) worker.terminate();
  };
  const tell = (faults: readonly string[] = []): void => {
    const worlds = runs.filter((arms) => lesson.arms.every(({ id }) => arms[id] !== undefined));
    onProgress({ worlds, done, all, faults });
  };
  const next = (worker: Worker): void => {
    const task = tasks.shift();
    if (!task) {
      worker.terminate();
      return;
    }
    worker.onmessage = ({ data }: MessageEvent<ArmAnswer | { readonly kind: 'ready' }>) => {
      if (data.kind === 'ready') return;
      if (data.kind === 'arm-failed') {
        end();
        return tell(data.faults);
      }
      runs[task.world]![task.arm] = data.run;
      done++;
      next(worker);
      tell();
    };
    const order: ArmOrder = {
      ...{ kind: 'arm', job: done, lesson: lesson.id, arm: task.arm, seed: lesson.seeds[task.world]! },
    };
    worker.postMessage(order);
  };
  const workers = Array.from({ length: workersFor(all) }, () => new Worker(WORKER));
  for (const worker of workers) {
    worker.onerror = (event) => {
      end();
      tell([event.message || 'the worker of the lesson could not be loaded']);
    };
    next(worker);
  }
  return { end };
}
