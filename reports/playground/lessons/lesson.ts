/** What a lesson is: a question, a prediction, an experiment in several worlds, and an answer worked out from what ran. */

import type { LoopResult } from '../../../experiments/loops/loop-result.ts';
import type { LoggedTest } from '../logged-test.ts';
import { DEFAULT_SETTING, KEEPS_ALL, type Setting, type Shop } from '../setting.ts';

/** One shop of the experiment, tried in every world. */
export interface Arm {
  readonly id: string;
  readonly label: string;
  readonly shop: Shop;
  /** What is otherwise in its world than in that of the lesson. */
  readonly world?: Partial<Setting['world']>;
  /** YAML: a scenario in place of the built-in one. */
  readonly scenario?: string;
}

/** What ran in one world under one arm. */
export interface ArmRun {
  readonly result: LoopResult;
  /** (items) places that each filled, over all days. */
  readonly shown: ArrayLike<number>;
  /** (items) 1: its sellers buy clicks or reviews at some time. */
  readonly pushed: ArrayLike<number>;
  /** How the arm does in a test on the log that `logging` leaves. */
  readonly offline?: LoggedTest;
}

/** By arm; a world stands here when all its arms have run. */
export type World = Readonly<Record<string, ArmRun>>;

/** Values of one measure, a row an arm, a value a world. */
export interface Strip {
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[];
}

export interface Answer {
  /** The choice that these worlds bear out; null: they do not tell. */
  readonly choice: string | null;
  /** The first is the answer in short. */
  readonly sentences: readonly string[];
  readonly strips: readonly Strip[];
}

export interface Lesson {
  readonly id: string;
  /** Two or three words, for a list. */
  readonly title: string;
  readonly question: string;
  /** What one has to know before one can guess. */
  readonly before: readonly string[];
  readonly ask: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly size: Pick<Setting, 'shoppers' | 'items' | 'rounds'>;
  readonly seeds: readonly string[];
  readonly world: Partial<Setting['world']>;
  readonly arms: readonly Arm[];
  /** Who left the log of an offline test, where the lesson has one. */
  readonly logging?: { readonly shop: Shop; readonly heldOut: number };
  /** The two arms that the shops of the page become. */
  readonly stage: readonly [string, string];
  /** Row of the shopper who is followed then: one who comes often. */
  readonly watched: number;
  answer(worlds: readonly World[]): Answer;
  /** What to try then: a change of the setting that the page shows. */
  readonly next: readonly { readonly label: string; change(setting: Setting): Setting }[];
  readonly reference: { readonly text: string; readonly url: string };
}

export const shopOf = (policy: Shop['policy'], exploration = 0, kept = KEEPS_ALL): Shop => ({
  ...{ policy, exploration, diversity: 0, kept },
});

/** What one worker is told to run: side 0 is the arm. */
export function armSetting(lesson: Lesson, arm: Arm, seed: string): Setting {
  return {
    ...stageSetting(lesson),
    seed,
    shops: [arm.shop, arm.shop],
    world: { ...DEFAULT_SETTING.world, ...lesson.world, ...arm.world },
    ...(arm.scenario !== undefined && { scenario: arm.scenario }),
  };
}

/** What the two shops of the page show while the lesson is open: its first world. */
export function stageSetting(lesson: Lesson): Setting {
  const [a, b] = lesson.stage.map((id) => lesson.arms.find((arm) => arm.id === id)!);
  return {
    ...DEFAULT_SETTING,
    ...lesson.size,
    seed: lesson.seeds[0]!,
    shops: [a!.shop, b!.shop],
    world: { ...DEFAULT_SETTING.world, ...lesson.world, ...a!.world },
    ...(a!.scenario !== undefined && { scenario: a!.scenario }),
    watched: lesson.watched,
    lesson: lesson.id,
  };
}
