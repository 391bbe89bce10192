/** Arms of lessons as a worker runs them: the newest order alone. */

import { ConfigError } from '../../../datasets/config-error.ts';
import type { ArmAnswer, ArmOrder } from '../protocol.ts';
import { lessonNamed } from './registry.ts';
import { type ArmHost, runArm } from './run-arm.ts';

export function openArms({ post, ...host }: Omit<ArmHost, 'signal'> & { post(answer: ArmAnswer): void }): {
  tell(order: ArmOrder): void;
} {
  let current: AbortController | undefined;
  return {
    tell({ job, lesson: name, arm: id, seed }) {
      current?.abort();
      const own = new AbortController();
      current = own;
      const lesson = lessonNamed(name);
      const arm = lesson?.arms.find((one) => one.id === id);
      if (!lesson || !arm)
        return post({ kind: 'arm-failed', job, faults: [`lesson: ${name} has no arm ${id}`] });
      runArm(lesson, arm, seed, { ...host, signal: own.signal })
        .then((run) => post({ kind: 'arm', job, run }))
        .catch((error: unknown) => {
          if (own.signal.aborted) return;
          const faults = error instanceof ConfigError ? error.faults : [String(error)];
          post({ kind: 'arm-failed', job, faults });
        });
    },
  };
}
