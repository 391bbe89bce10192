/**
 * The smallest ONNX file that answers top-K: (B, D) users times (D, N) items, then TopK along the items. Written field by field
 * after onnx.proto3 of ONNX 1.12 (operator set 13); the factors are inputs, so the file is a few hundred bytes.
 */

const FLOAT = 1;
const INT64 = 7;

/** Little-endian base-128 of a number from 0 to 2^53. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
}

const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
const message = (field: number, content: readonly number[]): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
];
const text = (field: number, value: string): number[] =>
  message(
    field,
    [...value].map((letter) => letter.charCodeAt(0)),
  );

/** NodeProto. */
const node = (operator: string, inputs: readonly string[], outputs: readonly string[]): number[] => [
  ...inputs.flatMap((name) => text(1, name)),
  ...outputs.flatMap((name) => text(2, name)),
  ...text(4, operator),
];

/** ValueInfoProto of a tensor whose dimensions are names. */
const value = (name: string, type: number, dimensions: readonly string[]): number[] => {
  const shape = dimensions.flatMap((dimension) => message(1, text(2, dimension)));
  return [...text(1, name), ...message(2, message(1, [...number(1, type), ...message(2, shape)]))];
};

/** Bytes of the model: inputs `users`, `items` and `k` (one int64), outputs `scores` and `picked`, best first. */
export function topKModel(): Uint8Array {
  const graph = [
    ...message(1, node('MatMul', ['users', 'items'], ['products'])),
    ...message(1, node('TopK', ['products', 'k'], ['scores', 'picked'])),
    ...text(2, 'topk'),
    ...message(11, value('users', FLOAT, ['B', 'D'])),
    ...message(11, value('items', FLOAT, ['D', 'N'])),
    ...message(11, value('k', INT64, ['one'])),
    ...message(12, value('scores', FLOAT, ['B', 'K'])),
    ...message(12, value('picked', INT64, ['B', 'K'])),
  ];
  return Uint8Array.from([
    ...number(1, 8),
    ...message(7, graph),
    ...message(8, [...text(1, ''), ...number(2, 13)]),
  ]);
}
