/** A scenario, a study, a setting or an option that cannot be used: wrong input, not a failure of the program. */
export class ConfigError extends Error {
  /** Every fault found, each one line: `file:line:column path: message` where there is a place to point at. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
