/** Why data has no such figures, in words. */
export interface Absent {
  readonly absent: string;
}

export const absent = (reason: string): Absent => ({ absent: reason });
export const isAbsent = (part: object): part is Absent => 'absent' in part;
