/** Plays shops of the playground in this thread. */

import { kernelHost } from '../../numerics/kernels/open-host.node.ts';
import { shippedTexts } from '../../simulator/scenario/load-scenario.node.ts';
import { openPlay, type Play } from './play.ts';
import type { Answer, Outcome, RoundSketch, Side, WorldSketch } from './protocol.ts';
import type { Setting } from './setting.ts';

export interface Stage {
  readonly play: Play;
  readonly answers: Answer[];
  /** Resolves with the first answer that is so, of those to come and those that came. */
  next<A extends Answer>(is: (answer: Answer) => answer is A): Promise<A>;
}

export const isKind =
  <K extends Answer['kind']>(kind: K, more: (answer: Extract<Answer, { kind: K }>) => boolean = () => true) =>
  (answer: Answer): answer is Extract<Answer, { kind: K }> =>
    answer.kind === kind && more(answer as Extract<Answer, { kind: K }>);

export async function openStage(): Promise<Stage> {
  const answers: Answer[] = [];
  let told = (): void => {};
  const play = openPlay({
    kernels: kernelHost(1),
    shipped: await shippedTexts(),
    clock: () => performance.now() / 1000,
    post(answer, moved = []) {
      answers.push(structuredClone(answer, { transfer: [...moved] }));
      told();
    },
  });
  return {
    ...{ play, answers },
    async next(is) {
      for (let at = 0; ; at++) {
        while (at >= answers.length)
          await new Promise<void>((resolve) => {
            told = resolve;
          });
        const answer = answers[at]!;
        if (is(answer)) return answer;
      }
    },
  };
}

export interface Played {
  readonly world: WorldSketch;
  readonly rounds: readonly RoundSketch[];
  readonly outcome: Outcome;
}

/** One side from the first round to the last. Throws where it fails. */
export async function played(setting: Setting, side: Side): Promise<Played> {
  const { play, next, answers } = await openStage();
  play.tell({ kind: 'start', job: 1, side, setting });
  const last = await next(
    (answer): answer is Extract<Answer, { kind: 'done' | 'failed' }> =>
      answer.kind === 'done' || answer.kind === 'failed',
  );
  if (last.kind === 'failed') throw new Error(last.faults.join('\n'));
  return {
    world: (answers[0] as Extract<Answer, { kind: 'opened' }>).world,
    rounds: answers.flatMap((answer) => (answer.kind === 'round' ? [answer.round] : [])),
    outcome: last.outcome,
  };
}
