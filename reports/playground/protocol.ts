/**
 * What page and worker say to each other. One worker runs one shop; the page starts one for each of the two shops, from one setting, and
 * lays their answers over each other. All of it can be posted. A worker answers to the newest job alone: whatever belongs to an older
 * one is dropped, there and here.
 */

import type { LoopResult } from '../../experiments/loops/loop-result.ts';
import type { Checked } from './editor/checked.ts';
import type { GroupGap } from './group-gaps.ts';
import type { ArmRun } from './lessons/lesson.ts';
import type { Setting } from './setting.ts';

/** 0: the shop on the left; 1: its rival. */
export type Side = 0 | 1;

/** Page to worker. */
export type Order =
  /** Begins anew; an earlier job ends. `rounds`: how far to go before it waits; the setting's own unless said. */
  | {
      readonly kind: 'start';
      readonly job: number;
      readonly side: Side;
      readonly setting: Setting;
      readonly until?: number;
    }
  /** Goes on from where it waits, up to (not beyond) this round: a step is `until: round + 1`. */
  | { readonly kind: 'go'; readonly job: number; readonly until: number }
  /** Stops at the next barrier; `go` goes on. */
  | { readonly kind: 'pause'; readonly job: number }
  /** Follow another shopper: answered with a `watched` of all rounds so far. */
  | { readonly kind: 'watch'; readonly job: number; readonly shopper: number };

/** Page to worker: one arm of a lesson in the world of this seed. Answered once; a newer one ends it. */
export interface ArmOrder {
  readonly kind: 'arm';
  readonly job: number;
  readonly lesson: string;
  readonly arm: string;
  readonly seed: string;
}

/** What an arm came to, or why it did not. */
export type ArmAnswer =
  | { readonly kind: 'arm'; readonly job: number; readonly run: ArmRun }
  | { readonly kind: 'arm-failed'; readonly job: number; readonly faults: readonly string[] };

/** Page to worker: what is wrong with the text of an editor, and what it would be under a setting. Answered once. */
export interface CheckOrder {
  readonly kind: 'check';
  readonly job: number;
  readonly text: string;
  readonly setting: Setting;
}

export interface CheckAnswer {
  readonly kind: 'checked';
  readonly job: number;
  readonly checked: Checked;
}

/** Worker to page. */
export type Answer =
  /** The worker has loaded. */
  | { readonly kind: 'ready' }
  /** The world stands, nothing has happened. */
  | { readonly kind: 'opened'; readonly job: number; readonly side: Side; readonly world: WorldSketch }
  /** A round has passed. */
  | { readonly kind: 'round'; readonly job: number; readonly side: Side; readonly round: RoundSketch }
  | {
      readonly kind: 'watched';
      readonly job: number;
      readonly side: Side;
      readonly shopper: number;
      readonly rounds: readonly Watched[];
    }
  /** It waits before the round of this number (rounds done so far). */
  | { readonly kind: 'waiting'; readonly job: number; readonly side: Side; readonly done: number }
  /** All rounds have passed. */
  | { readonly kind: 'done'; readonly job: number; readonly side: Side; readonly outcome: Outcome }
  /** Wrong input or a fault of ours; one line for each thing. */
  | {
      readonly kind: 'failed';
      readonly job: number;
      readonly side: Side;
      readonly faults: readonly string[];
    };

/** What does not change while rounds pass. */
export interface WorldSketch {
  readonly shoppers: number;
  readonly items: number;
  readonly rounds: number;
  /** Departments of the catalogue, and of each item (items). */
  readonly departments: readonly string[];
  readonly departmentOf: Uint8Array;
  /** (items) names as a shopper would read them; text from a scenario is untrusted. */
  readonly itemNames: readonly string[];
  /**
   * The map: the two directions in which tastes differ most (principal components of the shoppers' tastes at the start), in which items
   * are placed too. (items x 2) x and y of each in turn
   */
  readonly itemPlaces: Float32Array;
  /** (shoppers x 2) tastes on the map at the start: x and y of each in turn. */
  readonly tastes: Float32Array;
  /** Share of the variance of tastes that the map shows, 0 to 1. */
  readonly mapShare: number;
  /** (items) 1: sellers of the item buy clicks or reviews at some time. */
  readonly pushed: Uint8Array;
  /** Attributes by which shoppers can be told apart, with the groups of each. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

export interface RoundSketch {
  /** Rounds that have passed, from 1. */
  readonly done: number;
  /**
   * Measures of this round by name, as in a record of a loop: `shown.interJaccard`, `shown.intraDiversity`, `shown.catalogueGini`,
   * `engaged...`, `latent...`, `slotRegret`, `revenue`, `clicks` ...; null: not defined.
   */
  readonly measures: Readonly<Record<string, number | null>>;
  /** (shoppers x 2) tastes on the map of the world sketch, after the round: x and y of each in turn. */
  readonly tastes: Float32Array;
  /** (items) slots that the round filled with each. */
  readonly shown: Uint32Array;
  /** By attribute and group, since the first round. */
  readonly groups: Readonly<Record<string, readonly GroupGap[]>>;
  readonly watched: Watched;
  /** Seconds that the round took, fit included. */
  readonly seconds: number;
}

/** One shopper, one round. */
export interface Watched {
  readonly done: number;
  /** Home slates in order, each slot with what came of it in that visit; at most 40 slots, none where the shopper did not come. */
  readonly shown: readonly { readonly item: number; readonly clicked: boolean; readonly bought: boolean }[];
  /** The items that the shopper would like best, in truth. */
  readonly best: readonly number[];
  /** On the map. */
  readonly taste: readonly [number, number];
  /** 0 to 1; null: the shopper has left. */
  readonly satisfaction: number | null;
}

export interface Outcome {
  readonly result: LoopResult;
  /** sha256 of the canonical JSON of `result`: that of the record of the same loop on a command line. */
  readonly resultDigest: string;
  readonly seconds: number;
}
