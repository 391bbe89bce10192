/** Scenarios that mean harm, with what is said of each: for the command line and for the playground's editor. */

const times = (count: number, line: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** Name, text, what the faults have in them. */
export const GROWING: readonly (readonly [string, string, RegExp])[] = [
  [
    'a bomb of aliases',
    times(10, (i) => `l${i}: &l${i} [${Array(9).fill(i ? `*l${i - 1}` : 'x')}]`),
    /more than 100 aliases/,
  ],
  [
    'a bomb of maps',
    times(31, (i) => `a${i}: &a${i} {x: ${i ? `*a${i - 1}, y: *a${i - 1}` : 1}}`),
    /more than (100 aliases|50000 values)/,
  ],
  ['nesting in flow style', `days: ${'['.repeat(25_000)}${']'.repeat(25_000)}`, /nested deeper than 50/],
  ['nesting that never ends', `days: ${'{a: '.repeat(200_000)}`, /nested deeper than 500/],
  [
    'nesting in block style',
    times(1200, (i) => `${' '.repeat(i)}a:`),
    /^my\.yaml:1:1 the text is nested deeper than 500 levels$/,
  ],
  [
    'nesting by dashes and indents',
    times(300, (i) => `${' '.repeat(2 * i)}- a:`),
    /^my\.yaml:1:1 the text is nested deeper than 500 levels$/,
  ],
  [
    'nesting of as many levels as are read',
    times(499, (i) => `${' '.repeat(i)}a:`),
    /nested deeper than 50$/m,
  ],
  ['nothing but errors', '] '.repeat(500_000), /more than 60000 tokens/],
  ['as many errors as may be', '] '.repeat(29_000), /not yaml/],
  ['a thousand thousand keys', times(60_000, (i) => `k${i}: 1`), /more than 60000 tokens/],
  ['documents without end', '---\n'.repeat(20_000), /a second document/],
  [
    'a text of a megabyte',
    `title: ${'x'.repeat(1_000_000)}`,
    /my\.yaml:1:8 title: a text of 1000000 characters is above the most allowed, 200/,
  ],
  ['a file of three megabytes', 'x'.repeat(3 << 20), /my\.yaml: has 3145728 bytes; at most 1048576 are read/],
];

/** Values in place of a rate, and what is said of them at line 3 of `rateText`. */
export const RATES: readonly (readonly [string, string])[] = [
  ['.nan', "'.nan' is not a finite number"],
  ['-.inf', "'-.inf' is not a finite number"],
  ['1e400', "'1e400' is not a finite number"],
  ['-0.5', '-0.5 is below the least allowed, 0'],
  ['"0.5"', "'0.5' is a text; a number is required"],
  ['', 'no value; a number is required'],
];

export const rateText = (value: string): string => `seed: s\narrival:\n  sessionsPerDay: ${value}\n`;

/** Lines after `seed: s`, each with its one fault. */
export const VALUES: readonly (readonly [string, string])[] = [
  [
    'shoppers: { count: 1000000000 }',
    'my.yaml:2:20 shoppers.count: 1000000000 is above the most allowed, 5000000',
  ],
  ['days: 1e9', 'my.yaml:2:7 days: 1000000000 is above the most allowed, 3650'],
  [
    'days: 1000000000000000000000',
    "my.yaml:2:7 days: '1000000000000000000000' is too large for a whole number; write it in quotes if it is a text",
  ],
  ['days: -0', 'my.yaml:2:7 days: 0 is below the least allowed, 1'],
  ['catalog: { items: 10 }', 'exposure.slateSize: 20 is more than the 10 items of catalog.items'],
  [
    'days: 3650\nshoppers: { count: 5000000 }',
    'my.yaml:2:7 days: about 2555100847 sessions in all; at most 2147483648 are allowed',
  ],
  [
    'shoppers: { count: 5000000 }',
    'my.yaml:2:20 shoppers.count: about 77868601 impressions on the busiest day',
  ],
  ['origin: "2024-13-45T00:00:00Z"', 'my.yaml:2:9 origin: no such date'],
];

/** The same of keys and tags. */
export const KEYS: readonly (readonly [string, string])[] = [
  ['days: 3\ndays: 4', 'my.yaml:3:1 days: duplicate key; it stands in line 2 already'],
  ['shopers: { count: 3 }', "my.yaml:2:1 shopers: unknown key; did you mean 'shoppers'?"],
  ['shoppers: { <<: { count: 5 } }', 'my.yaml:2:13 shoppers.<<: unknown key; known here: count'],
  ['__proto__: { days: 3 }', 'my.yaml:2:1 __proto__: this key is not allowed'],
  [
    'shoppers: { constructor: { prototype: { x: 1 } } }',
    'my.yaml:2:13 shoppers.constructor: this key is not allowed',
  ],
  ['shoppers: { hasOwnProperty: 1 }', 'my.yaml:2:13 shoppers.hasOwnProperty: unknown key'],
  [
    'exposure: { policy: { name: __proto__ } }',
    "exposure.policy.name: '__proto__' is not one of none, random",
  ],
  [
    'days: !!js/function "function () {}"',
    "my.yaml:2:21 days: tag 'tag:yaml.org,2002:js/function' is not allowed",
  ],
  ['title: !!binary aGVsbG8=', "tag 'tag:yaml.org,2002:binary' is not allowed"],
  ['"\\e[2J\\u202e": 3', 'my.yaml:2:1 \\u001b[2J\\u202e: unknown key'],
];
