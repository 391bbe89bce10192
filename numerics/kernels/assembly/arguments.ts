// A kernel is given the address of its arguments, f64 each, which hold addresses and counts exactly.

@inline
export function pointer(args: usize, n: i32): usize {
  return <usize>(<u32>load<f64>(args + (<usize>n << 3)));
}

@inline
export function integer(args: usize, n: i32): i32 {
  return <i32>load<f64>(args + (<usize>n << 3));
}

/** Of the whole range of 32 bits. */
@inline
export function unsigned(args: usize, n: i32): u32 {
  return <u32>load<f64>(args + (<usize>n << 3));
}

@inline
export function real(args: usize, n: i32): f64 {
  return load<f64>(args + (<usize>n << 3));
}
