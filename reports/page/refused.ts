import { ConfigError } from '../../datasets/config-error.ts';

/** Something of somebody else's stands where a report would be written, or is not where it seems to be. */
export class Refused extends ConfigError {}
