/** Events in, alerts out: features of what is judged, the word of every detector on it, then the event is remembered. */

import type { LabelModel } from '../../algorithms/algorithm.ts';
import { EVENT_KINDS, type ShopEvent } from '../../algorithms/fraud/events.ts';
import { JUDGED, type Judged, LOOK_BACK_FEATURES, type LookBack } from '../../algorithms/fraud/look-back.ts';
import { ConfigError } from '../../datasets/config-error.ts';
import type { Examples } from '../../datasets/examples.ts';

/** A model that looks at one of the things that are judged, and from which probability of the last class on it raises an alert. */
export interface Detector {
  readonly name: string;
  readonly of: Judged;
  readonly model: LabelModel;
  readonly threshold: number;
}

export interface AlertReason {
  /** A rule, or a feature and its value. */
  readonly name: string;
  readonly contribution: number;
}

export interface Alert {
  /** ISO 8601. */
  readonly time: string;
  readonly of: Judged;
  /** Session, payment, order; of a review or return: the row of its table. */
  readonly id: number;
  readonly detector: string;
  /** Of the last class, as the detector tells it. */
  readonly score: number;
  readonly reasons: readonly AlertReason[];
}

export interface Watcher {
  /** Whether a detector looks at events of this kind. */
  judges(event: ShopEvent): boolean;
  /** Looks at an event, which is not older than the one before, and then remembers it. */
  take(event: ShopEvent): readonly Alert[];
  /** Events of a kind that a detector looks at, so far. */
  judged(): number;
}

const NONE: readonly Alert[] = [];
const REASONS = 3;

/** What a model judges: the only thing that has all features that it reads. Throws ConfigError, naming `file`, where there is none. */
export function judgedBy({ features }: LabelModel, file: string): Judged {
  const able = (Object.keys(LOOK_BACK_FEATURES) as Judged[]).filter((of) =>
    features?.every((name) => LOOK_BACK_FEATURES[of].includes(name)),
  );
  const [found, other] = able;
  if (found && !other) return found;
  if (other)
    throw new ConfigError([
      `${file}: ${able.join(' and ')} have all features that it reads; which it judges is not clear`,
    ]);
  throw new ConfigError([
    `${file}: it reads ${features ? `features (${features.slice(0, 3).join(', ')} ...) that a log does not give` : 'no features'}; a detector learnt with \`source: frauds\` by this version is needed`,
  ]);
}

/** @param origin ISO 8601 date-time of second 0 */
export function createWatcher(detectors: readonly Detector[], lookBack: LookBack, origin: string): Watcher {
  const start = Date.parse(origin);
  const benches = EVENT_KINDS.map((kind) => {
    const own = detectors.filter(({ of }) => JUDGED[of] === kind);
    return own.length === 0 ? null : benchOf(own, own[0]!.of);
  });
  let judged = 0;
  return {
    judges: ({ kind }) => benches[kind] !== null,
    take(event) {
      const bench = benches[event.kind];
      if (!bench) {
        lookBack.observe(event);
        return NONE;
      }
      judged++;
      lookBack.features(event, bench.features);
      const alerts = bench.alerts(event, start);
      lookBack.observe(event);
      return alerts;
    },
    judged: () => judged,
  };
}

let told = { milliseconds: 0, text: new Date(0).toISOString() };

/** ISO 8601; alerts of one second come together. */
function timeOf(milliseconds: number): string {
  if (milliseconds !== told.milliseconds) told = { milliseconds, text: new Date(milliseconds).toISOString() };
  return told.text;
}

/** The detectors of one thing that is judged, on one row that is written anew for every event. */
function benchOf(detectors: readonly Detector[], of: Judged) {
  const names = LOOK_BACK_FEATURES[of];
  const features = new Float32Array(names.length);
  const row = Uint32Array.of(0);
  const places = detectors.map((detector) => {
    const { classes } = detector.model;
    const chance = new Float64Array(classes.length);
    const example: Examples = {
      length: 1,
      classes,
      label: Uint8Array.of(0),
      time: Uint32Array.of(0),
      features: { names, values: features },
      groups: [],
    };
    return { detector, chance, example };
  });
  return {
    features,
    alerts(event: ShopEvent, start: number): readonly Alert[] {
      let alerts: Alert[] | null = null;
      for (const { detector, chance, example } of places) {
        detector.model.probabilities(example, row, chance);
        const score = chance[chance.length - 1]!;
        if (!(score >= detector.threshold)) continue;
        alerts ??= [];
        alerts.push({
          time: timeOf(start + 1000 * event.time),
          of,
          id: event.id,
          detector: detector.name,
          score,
          reasons: reasonsOf(detector.model, example),
        });
      }
      return alerts ?? NONE;
    },
  };
}

function reasonsOf(model: LabelModel, example: Examples): AlertReason[] {
  const told = model.explain?.(example, 0, model.classes.length - 1, REASONS);
  return (told?.causes ?? []).map(({ name = '', contribution }) => ({ name, contribution }));
}
