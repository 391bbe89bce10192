/** Which colour is whose department: the six of the house that are no shop's, then grey. */

const COLOURS = 6;

export const departmentClass = (department: number): string =>
  department < COLOURS ? `dept dept-${department}` : 'dept dept-other';
