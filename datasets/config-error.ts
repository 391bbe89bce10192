/** Where a fault stands. */
export interface FaultPlace {
  /** The text, as messages call it. */
  readonly file: string;
  /** What the line of the fault begins with: `file:line:column`. */
  readonly at: string;
  /** Offsets in the text, from the first character to after the last. */
  readonly offset: number;
  readonly end: number;
}

/** A scenario, a study, a setting or an option that cannot be used: wrong input, not a failure of the program. */
export class ConfigError extends Error {
  /** Every fault found, each one line: `file:line:column path: message` where there is a place to point at. */
  readonly faults: readonly string[];
  /** Of each fault, where it stands in a text; undefined where there is no one place. */
  readonly places: readonly (FaultPlace | undefined)[];

  constructor(faults: readonly string[], places: readonly (FaultPlace | undefined)[] = []) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
    this.places = faults.map((_, i) => places[i]);
  }
}
