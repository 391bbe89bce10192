import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import {
  faultAt,
  mergeLayers,
  parseYaml,
  readYamlDocument,
  settingLayer,
  validateLayers,
} from './yaml-document.ts';

const policy = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('popularity'), window: z.int().min(1).default(7) }),
  z.strictObject({ name: z.literal('random') }),
]);
const schema = z.strictObject({
  name: z.string().min(1),
  seed: z.union([z.string().min(1), z.int()]).optional(),
  shoppers: z.strictObject({ count: z.int().min(1).max(1000), share: z.number().gt(0).lt(1).default(0.5) }),
  policy: policy.optional(),
  policies: z.array(policy).min(1).optional(),
  device: z.enum(['desktop', 'phone', 'tablet']).default('phone'),
  weights: z.record(z.enum(['click', 'cart', 'order']), z.number()).optional(),
  limits: z.partialRecord(z.enum(['click', 'cart']), z.number().multipleOf(0.5)).prefault({}),
});

function faultsOf(text: string, shape: z.ZodType = schema): readonly string[] {
  return faultsThrownBy(() => readYamlDocument(text, 'my.yaml', shape));
}

function faultsThrownBy(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

const GOOD = 'name: a\nshoppers:\n  count: 5\n';

describe('readYamlDocument', () => {
  it('gives the value with defaults filled in', () => {
    expect(readYamlDocument(GOOD, 'my.yaml', schema)).toEqual({
      name: 'a',
      shoppers: { count: 5, share: 0.5 },
      device: 'phone',
      limits: {},
    });
  });

  it('reports three mistakes at once, each at its line and column', () => {
    expect(faultsOf('name: a\nshoppers:\n  cuont: 5\n  share: 2\ndevice: fone\n')).toEqual([
      "my.yaml:3:3 shoppers.cuont: unknown key; did you mean 'count'?",
      'my.yaml:4:10 shoppers.share: 2 is not below 1',
      "my.yaml:5:9 device: 'fone' is not known; did you mean 'phone'?",
    ]);
  });

  it.each([
    [
      'below the least',
      'name: a\nshoppers:\n  count: -5\n',
      'my.yaml:3:10 shoppers.count: -5 is below the least allowed, 1',
    ],
    [
      'above the most',
      'name: a\nshoppers:\n  count: 1001\n',
      'my.yaml:3:10 shoppers.count: 1001 is above the most allowed, 1000',
    ],
    ['open bound', `${GOOD}  share: 0\n`, 'my.yaml:4:10 shoppers.share: 0 is not above 0'],
    [
      'a fraction',
      'name: a\nshoppers: {count: 2.5}\n',
      'my.yaml:2:19 shoppers.count: 2.5 is not a whole number',
    ],
    [
      'a text for a number',
      'name: a\nshoppers: {count: many}\n',
      "my.yaml:2:19 shoppers.count: 'many' is a text; a whole number is required",
    ],
    [
      'a number for a text',
      'name: 5\nshoppers: {count: 2}\n',
      'my.yaml:1:7 name: 5 is a number; a text is required',
    ],
    [
      'a boolean',
      'name: a\nshoppers: {count: true}\n',
      'my.yaml:2:19 shoppers.count: true is a boolean; a whole number is required',
    ],
    [
      'an empty text',
      "name: ''\nshoppers: {count: 2}\n",
      'my.yaml:1:7 name: a text of 0 characters is below the least allowed, 1',
    ],
    [
      'a list for a map',
      'name: a\nshoppers: [1, 2]\n',
      'my.yaml:2:11 shoppers: a list of 2; a map is required',
    ],
    ['nothing for a map', 'name: a\nshoppers:\n', 'my.yaml:2:10 shoppers: no value; a map is required'],
    [
      'a missing key, at the map that lacks it',
      'name: a\nshoppers: {}\n',
      'my.yaml:2:1 shoppers.count: missing; a whole number is required',
    ],
    [
      'a missing key of the document',
      'shoppers: {count: 2}\n',
      'my.yaml:1:1 name: missing; a text is required',
    ],
    [
      'a list too short',
      `${GOOD}policies: []\n`,
      'my.yaml:4:11 policies: a list of 0 is below the least allowed, 1',
    ],
    [
      'not a multiple',
      `${GOOD}limits: {click: 0.7}\n`,
      'my.yaml:4:17 limits.click: 0.7 is not a multiple of 0.5',
    ],
    [
      'another kind than any of a union',
      `${GOOD}seed: [1]\n`,
      'my.yaml:4:7 seed: a list of 1; a text or a whole number is required',
    ],
    ['a document that is no map', '- a\n', 'my.yaml:1:1 a list of 1; a map is required'],
    [
      'a list for one of some names',
      `${GOOD}device: [phone]\n`,
      'my.yaml:4:9 device: a list of 1; one of desktop, phone, tablet is required',
    ],
    [
      'an empty name in a union',
      `${GOOD}policy: {window: 2}\n`,
      'my.yaml:4:1 policy.name: missing; one of popularity, random is required',
    ],
  ])('%s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('suggests names of a discriminated union, in lists too', () => {
    expect(faultsOf(`${GOOD}policies:\n  - name: random\n  - name: popularty\n`)).toEqual([
      "my.yaml:6:11 policies[1].name: 'popularty' is not known; did you mean 'popularity'?",
    ]);
  });

  it('suggests only keys of the branch that the name picks', () => {
    expect(faultsOf(`${GOOD}policy:\n  name: popularity\n  windw: 3\n`)).toEqual([
      "my.yaml:6:3 policy.windw: unknown key; did you mean 'window'?",
    ]);
    expect(faultsOf(`${GOOD}policy:\n  name: random\n  window: 3\n`)).toEqual([
      'my.yaml:6:3 policy.window: unknown key; known here: name',
    ]);
  });

  it('suggests keys of records whose keys are known', () => {
    expect(faultsOf(`${GOOD}weights: {click: 1, crat: 2, order: 3}\n`)).toEqual([
      "my.yaml:4:21 weights.crat: unknown key; did you mean 'cart'?",
    ]);
    expect(faultsOf(`${GOOD}limits: {clik: 1}\n`)).toEqual([
      "my.yaml:4:10 limits.clik: unknown key; did you mean 'click'?",
    ]);
  });

  it('lists what is known when nothing is near', () => {
    expect(faultsOf(`${GOOD}device: refrigerator\n`)).toEqual([
      "my.yaml:4:9 device: 'refrigerator' is not one of desktop, phone, tablet",
    ]);
    expect(faultsOf(`${GOOD}zzzzzzzz: 1\n`)[0]).toMatch(
      /^my\.yaml:4:1 zzzzzzzz: unknown key; known here: name, seed, shoppers/,
    );
  });

  it('takes the branch of a plain union that is least wrong', () => {
    const source = z.strictObject({
      data: z.union([
        z.strictObject({ scenario: z.string(), seed: z.string().optional() }),
        z.strictObject({ dataset: z.string() }),
      ]),
    });
    expect(faultsOf('data: {datset: x}\n', source)).toEqual([
      "my.yaml:1:8 data.datset: unknown key; did you mean 'dataset'?",
    ]);
    expect(faultsOf('data: {dataset: x, seed: s}\n', source)).toEqual([
      'my.yaml:1:20 data.seed: unknown key; known here: dataset',
    ]);
    expect(faultsOf('data: {scenario: 5}\n', source)).toEqual([
      'my.yaml:1:18 data.scenario: 5 is a number; a text is required',
    ]);
  });

  it("keeps the message of a schema's own rule, at the path it names", () => {
    const ordered = z
      .strictObject({ low: z.number(), high: z.number() })
      .refine(({ low, high }) => low < high, { path: ['high'], message: 'must be above low' });
    expect(faultsOf('low: 3\nhigh: 2\n', ordered)).toEqual(['my.yaml:2:7 high: must be above low']);
  });

  it('escapes what could steer a terminal, and shortens long values', () => {
    expect(faultsOf(`${GOOD}device: "\\e[2Jphone"\n`)[0]).toContain("'\\u001b[2Jphone'");
    expect(faultsOf(`${GOOD}device: ${'x'.repeat(500)}\n`)[0]!.length).toBeLessThan(160);
  });

  it('stops after a hundred faults and says how many more there are', () => {
    const keys = Array.from({ length: 150 }, (_, i) => `k${i}: 1\n`).join('');
    const faults = faultsOf(GOOD + keys);
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toBe('and 50 more');
  });
});

describe('the text itself', () => {
  it('reports an error of syntax together with the faults before it', () => {
    expect(faultsOf('name: 5\nshoppers:\n  cuont: 2\ndevice: [phone\npolicy: 1\n')).toEqual([
      'my.yaml:1:7 name: 5 is a number; a text is required',
      "my.yaml:3:3 shoppers.cuont: unknown key; did you mean 'count'?",
      expect.stringMatching(/^my\.yaml:5:1 not yaml: flow sequence /),
    ]);
  });

  it.each([
    ['a duplicate key', `${GOOD}name: b\n`, 'my.yaml:4:1 name: duplicate key; it stands in line 1 already'],
    ['not a number', `${GOOD}  share: .nan\n`, "my.yaml:4:10 shoppers.share: '.nan' is not a finite number"],
    ['infinity', `${GOOD}  share: -.inf\n`, "my.yaml:4:10 shoppers.share: '-.inf' is not a finite number"],
    ['a second document', `${GOOD}---\nname: b\n`, 'my.yaml:4:1 a second document; a file holds one'],
    [
      'a tag',
      `${GOOD}seed: !!binary aGk=\n`,
      "my.yaml:4:16 seed: tag 'tag:yaml.org,2002:binary' is not allowed",
    ],
    ['a tag of its own', `${GOOD}seed: !run rm\n`, "my.yaml:4:12 seed: tag '!run' is not allowed"],
    [
      'a number as key',
      `${GOOD}5: b\n`,
      'my.yaml:4:1 key 5 is not a text; write keys as texts, in quotes where needed',
    ],
    [
      'a list as key',
      `${GOOD}? [a]\n: b\n`,
      'my.yaml:4:3 this key is not a text; write keys as texts, in quotes where needed',
    ],
    ['__proto__', `${GOOD}__proto__: {a: 1}\n`, 'my.yaml:4:1 __proto__: this key is not allowed'],
    [
      'constructor, inside',
      `${GOOD}  constructor: 1\n`,
      'my.yaml:4:3 shoppers.constructor: this key is not allowed',
    ],
    ['an alias without anchor', `${GOOD}seed: *a\n`, 'my.yaml:4:7 seed: alias *a has no anchor before it'],
    [
      'a whole number that would be rounded',
      `${GOOD}seed: 12345678901234567890\n`,
      "my.yaml:4:7 seed: '12345678901234567890' is too large for a whole number; write it in quotes if it is a text",
    ],
    [
      'a NUL',
      `${GOOD}seed: "a\\0b"\n`,
      "my.yaml:4:7 seed: 'a\\u0000b' holds a NUL or half a surrogate pair, which no table can hold",
    ],
    [
      'half a surrogate pair',
      `${GOOD}seed: "\\ud83d"\n`,
      expect.stringMatching(/^my\.yaml:4:7 seed: '.*' holds a NUL or half a surrogate pair/),
    ],
    ['another version of yaml', `%YAML 1.1\n---\n${GOOD}`, 'my.yaml:1:1 yaml 1.1 is not read; only 1.2 is'],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('takes anchors and plain tags', () => {
    const shape = z.strictObject({ a: z.array(z.number()), b: z.array(z.number()), c: z.string() });
    expect(readYamlDocument('a: &x [1, 2]\nb: *x\nc: !!str 5\n', 'my.yaml', shape)).toEqual({
      a: [1, 2],
      b: [1, 2],
      c: '5',
    });
  });

  it('points into the file for faults under an alias', () => {
    const shape = z.strictObject({ a: z.unknown(), b: z.array(z.string()) });
    expect(faultsOf('a: &x [1]\nb: *x\n', shape)).toEqual([
      'my.yaml:1:8 b[0]: 1 is a number; a text is required',
    ]);
  });

  it('treats an empty document as an empty map', () => {
    expect(readYamlDocument('# nothing\n', 'my.yaml', z.strictObject({ a: z.number().default(1) }))).toEqual({
      a: 1,
    });
  });

  const anything = z.record(z.string(), z.unknown());
  it.each([
    ['a text over 1 MiB', `a: ${'x'.repeat(1024 * 1024)}`, /longer than 1048576 bytes/],
    ['nesting in flow style', `a: ${'['.repeat(60)}${']'.repeat(60)}`, /nested deeper than 50/],
    ['nesting without end', `a: ${'['.repeat(20_000)}`, /nested deeper than 500/],
    ['entries of entries on one line', '- '.repeat(9000), /nested deeper than 500/],
    ['a bomb of aliases', bomb(), /more than (100 aliases|50000 values)/],
    ['many aliases of one anchor', `a: &x 1\nb: [${'*x,'.repeat(20_000)}]`, /more than 100 aliases/],
    ['an alias inside its own anchor', 'a: &x [*x]', /nested deeper than 50|no anchor|more than/],
    [
      'a great many keys',
      Array.from({ length: 6_000 }, (_, i) => `k${i}: 1, `)
        .join('')
        .replace(/^/, 'a: {')
        .concat('k0: 2}'),
      /duplicate key/,
    ],
    ['a great many values', `a: [${'1,'.repeat(60_000)}]`, /more than 60000 tokens/],
    ['a great many errors', '] '.repeat(500_000), /more than 60000 tokens/],
    ['as many errors as may be', '] '.repeat(29_000), /not yaml/],
    ['nothing but commas', `a: [${','.repeat(50_000)}]`, /not yaml/],
    ['anchors with aliases to the last of them', manyAnchors(8_000), /more than 100 aliases/],
  ])(
    'refuses %s in bounded time',
    (_, text, message) => {
      const faults = faultsOf(text, anything);
      expect(faults[0]).toMatch(message);
    },
    20_000,
  );

  it('never raises anything but ConfigError, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab:-? []{},&*!|>\'"%@#\n\t0.~'), maxLength: 60 }),
        (text) => {
          faultsOf(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads back what it is given, for any JSON', () => {
    const key = fc
      .string({ maxLength: 8 })
      .filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name));
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const shape = z.strictObject({ value: z.unknown() });
        expect(readYamlDocument(stringify({ value }), 'x', shape).value).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
        expect(readYamlDocument(JSON.stringify({ value }), 'x', shape).value).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });
});

function manyAnchors(count: number): string {
  const anchors = Array.from({ length: count }, (_, i) => `&a${i} 1`);
  return `a: [${anchors}]\nb: [${Array(200).fill(`*a${count - 1}`)}]`;
}

function bomb(): string {
  const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 10; i++)
    lines.push(
      `l${i}: &l${i} [${Array(9)
        .fill(`*l${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

describe('layers', () => {
  const base = parseYaml(
    'name: base\nshoppers:\n  count: 5\n  share: 0.1\npolicy: {name: popularity, window: 3}\n',
    'base.yaml',
  );

  it('merge maps, replace lists and single values, and leave the base alone', () => {
    const under = { a: { x: 1, y: [1, 2] }, b: 1 };
    expect(mergeLayers(under, { a: { y: [3] }, c: 2 })).toEqual({ a: { x: 1, y: [3] }, b: 1, c: 2 });
    expect(mergeLayers(under, { a: null })).toEqual({ a: null, b: 1 });
    expect(under).toEqual({ a: { x: 1, y: [1, 2] }, b: 1 });
  });

  it('replace a union whose name changes, and merge it when the name stays', () => {
    const read = (text: string) => validateLayers([base, parseYaml(text, 'my.yaml')], schema).policy;
    expect(read('policy: {name: random}')).toEqual({ name: 'random' });
    expect(read('policy: {window: 9}')).toEqual({ name: 'popularity', window: 9 });
    expect(read('policy: {name: popularity}')).toEqual({ name: 'popularity', window: 3 });
  });

  it('report each fault in the most derived layer that has the path', () => {
    const broken = parseYaml('name: base\nshoppers:\n  count: 0\n  share: 7\ndevise: phone\n', 'base.yaml');
    const derived = parseYaml('shoppers:\n  share: 5\n', 'my.yaml');
    const settings = settingLayer(['shoppers.share=3', 'shoppers.cont=1']);
    expect(faultsThrownBy(() => validateLayers([broken, derived], schema))).toEqual([
      'base.yaml:3:10 shoppers.count: 0 is below the least allowed, 1',
      "base.yaml:5:1 devise: unknown key; did you mean 'device'?",
      'my.yaml:2:10 shoppers.share: 5 is not below 1',
    ]);
    expect(faultsThrownBy(() => validateLayers([base, derived, settings], schema))).toEqual([
      '--set shoppers.share=3: shoppers.share: 3 is not below 1',
      "--set shoppers.cont=1: shoppers.cont: unknown key; did you mean 'count'?",
    ]);
  });

  it('keeps a null that is written, in place of what lies under it', () => {
    const settings = settingLayer(['limits=null', 'seed=~']);
    expect(settings.value).toEqual({ limits: null, seed: null });
    const open = z.object({ limits: z.object({ click: z.int() }).nullable(), seed: z.null() });
    const base = parseYaml('limits: { click: 1 }\n', 'base.yaml');
    expect(validateLayers([base, settings], open)).toEqual({ limits: null, seed: null });
    expect(parseYaml('# nothing\n', 'empty.yaml').value).toEqual({});
  });

  it('report faults of the text of every layer', () => {
    const derived = parseYaml('name: a\nname: b\n', 'my.yaml');
    const settings = settingLayer(['shoppers.count', 'a..b=1', 'name=', 'seed=.inf', 'seed={a: 1, a: 2}']);
    expect(faultsThrownBy(() => validateLayers([base, derived, settings], schema))).toEqual([
      'my.yaml:2:1 name: duplicate key; it stands in line 1 already',
      "--set shoppers.count: no '='; a setting is path=value",
      "--set a..b=1: 'a..b' is not a path; a path is keys joined by dots",
      "--set name=: name: no value; write '' for an empty text",
      "--set seed=.inf: seed: '.inf' is not a finite number",
      '--set seed={a: 1, a: 2}: seed.a: duplicate key; it stands in line 1 already',
    ]);
  });

  it('report a key that no layer gives at a file, not at a setting', () => {
    const layers = [parseYaml('device: phone\n', 'base.yaml'), settingLayer(['shoppers.count=4'])];
    expect(faultsThrownBy(() => validateLayers(layers, schema))).toEqual([
      'base.yaml:1:1 name: missing; a text is required',
    ]);
  });

  it('take settings in order, the last one wins', () => {
    const settings = settingLayer([
      'shoppers.count=7',
      'shoppers.count=8',
      'name=b: c',
      'shoppers={share: 0.25}',
      "seed='12'",
    ]);
    expect(settings.value).toEqual({ shoppers: { count: 8, share: 0.25 }, name: { b: 'c' }, seed: '12' });
    expect(validateLayers([base, settingLayer(['shoppers.count=7', 'name=x'])], schema)).toMatchObject({
      name: 'x',
      shoppers: { count: 7, share: 0.1 },
    });
  });

  it('refuse settings that would reach a prototype', () => {
    expect(
      faultsThrownBy(() =>
        validateLayers([base, settingLayer(['__proto__.x=1', 'a.constructor.x=1'])], schema),
      ),
    ).toHaveLength(2);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('tell a value outside several bounds on one side once, by the strictest', () => {
    expect(
      faultsThrownBy(() =>
        validateLayers([settingLayer(['n=1e300'])], z.object({ n: z.int().max(5).max(9) })),
      ),
    ).toEqual(['--set n=1e300: n: 1e+300 is above the most allowed, 5']);
  });

  it('place faults found by others', () => {
    expect(faultAt([base], ['shoppers', 'count'], 'is odd')).toBe('base.yaml:3:10 shoppers.count: is odd');
    expect(faultAt([base, settingLayer(['shoppers.count=7'])], ['shoppers', 'count'], 'is odd')).toBe(
      '--set shoppers.count=7: shoppers.count: is odd',
    );
  });
});
