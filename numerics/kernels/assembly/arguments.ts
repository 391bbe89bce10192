// A kernel is given the address of its arguments: f64 each, and behind all of these the same as 32-bit integers. Loaded, these stay what they are; a
// conversion of a number would be made again in every turn of a loop that uses it.
const INTEGERS: usize = 64 * 8;

@inline
export function pointer(args: usize, n: i32): usize {
  return load<u32>(args + INTEGERS + (<usize>n << 2));
}

@inline
export function integer(args: usize, n: i32): i32 {
  return load<i32>(args + INTEGERS + (<usize>n << 2));
}

/** Of the whole range of 32 bits. */
@inline
export function unsigned(args: usize, n: i32): u32 {
  return load<u32>(args + INTEGERS + (<usize>n << 2));
}

@inline
export function real(args: usize, n: i32): f64 {
  return load<f64>(args + (<usize>n << 3));
}
