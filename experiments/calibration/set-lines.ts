/** What a calibration set and did not search, in words. */

import type { Calibration } from './calibrate.ts';

/** A line for each reason that there was. */
export function setLines({
  observed,
  opened,
  leftOut,
}: Pick<Calibration, 'observed' | 'opened' | 'leftOut'>): string[] {
  const line = (why: string, values: Readonly<Record<string, unknown>>): string[] => {
    const paths = Object.keys(values);
    return paths.length === 0 ? [] : [`${why}: ${paths.join(', ')}`];
  };
  return [
    ...line('from the data outright', observed),
    ...line('opened, no finding, as the data says nothing of visits that came to nothing', opened),
    ...line('switched off, as the data says nothing of them', leftOut),
  ];
}
