import { expect, it } from 'vitest';
import { tellable } from './names-in-vega.ts';

it('marks names that every object has, wherever they stand as a value, and nothing else', () => {
  const spec = {
    data: {
      values: [{ label: 'constructor', n: 1, none: null }, { label: 'Constructor' }, { label: 'als' }],
    },
    encoding: { y: { scale: { domain: ['__proto__', 'toString', 'als', 3, true] } } },
  };
  expect(tellable(spec)).toEqual({
    data: {
      values: [{ label: 'constructor\u200d', n: 1, none: null }, { label: 'Constructor' }, { label: 'als' }],
    },
    encoding: { y: { scale: { domain: ['__proto__\u200d', 'toString\u200d', 'als', 3, true] } } },
  });
  expect(spec.data.values[0]!.label).toBe('constructor');
});
