/** A store that cannot be used as it is: a changed, cut or missing file, or the columns of another version. */
export class UnsoundStore extends Error {
  override readonly name = 'UnsoundStore';
}
