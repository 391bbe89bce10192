/** Fifty lists of up to 15 of 40 items, five of them empty, with 1 to 15 relevant items each: what other libraries were given, drawn by a Lehmer generator. */
export function fiftyLists(): { readonly list: number[]; readonly relevant: number[] }[] {
  let state = 20240611;
  const next = (n: number): number => {
    state = (state * 48271) % 2147483647;
    return state % n;
  };
  const draw = (count: number): number[] => {
    const pool = Array.from({ length: 40 }, (_, i) => i);
    return Array.from({ length: count }, () => pool.splice(next(pool.length), 1)[0]!);
  };
  return Array.from({ length: 50 }, () => ({ list: draw(next(16)), relevant: draw(1 + next(15)) }));
}
