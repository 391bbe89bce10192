/** What is done could not be kept: no failure of a fit, and the study ends. */
export class NotFiled extends Error {
  override readonly name = 'NotFiled';
}
