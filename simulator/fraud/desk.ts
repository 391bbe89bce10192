/** The desk where fraud is filed: what it must remember from round to round. */

/** A label that is yet to become known. */
export interface ComingLabel {
  readonly time: number;
  /** Codes of FRAUD_OBJECTS, FRAUD_VERDICTS and LABEL_SOURCES. */
  readonly object: number;
  readonly id: number;
  readonly label: number;
  readonly source: number;
}

/** A chargeback that is yet to become known. */
export interface ComingChargeback {
  readonly time: number;
  readonly payment: number;
  readonly order: number;
  readonly amount: number;
  /** Code of CHARGEBACK_REASONS. */
  readonly reason: number;
}

export interface FraudDesk {
  /** Rows of the tables without ids that were filed in earlier rounds. */
  reviews: number;
  returns: number;
  labels: ComingLabel[];
  chargebacks: ComingChargeback[];
}

export function openDesk(): FraudDesk {
  return { reviews: 0, returns: 0, labels: [], chargebacks: [] };
}
