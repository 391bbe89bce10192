import { snippet } from '@codemirror/autocomplete';
import { EditorState, type Transaction } from '@codemirror/state';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedTexts } from '../../../simulator/scenario/load-scenario.node.ts';
import { type Completion, completionsAt } from './completions.ts';
import { faultsOf } from './faults.ts';
import { hoverAt } from './hover.ts';
import { type Field, scenarioField } from './scenario-fields.ts';
import type { Shipped } from './written.ts';

let shipped: Shipped = {};
beforeAll(async () => {
  shipped = await shippedTexts();
});

/** A text and the place of its bar. */
function at(marked: string): [string, number] {
  return [marked.replace('|', ''), marked.indexOf('|')];
}

function optionsAt(marked: string): readonly Completion[] {
  return completionsAt(...at(marked), shipped)?.options ?? [];
}

const labelsAt = (marked: string): string[] => optionsAt(marked).map(({ label }) => label);

/** The text after an option was taken. */
function taking(marked: string, label: string): string {
  const [text, offset] = at(marked);
  const { from, options } = completionsAt(text, offset, shipped)!;
  const option = options.find((one) => one.label === label)!;
  let state = EditorState.create({ doc: text });
  const dispatch = (change: Transaction): void => {
    state = change.state;
  };
  snippet(option.snippet)({ state, dispatch }, { label }, from, offset);
  return state.doc.toString();
}

/** A key of the schema: the steps to the map around it, each with the keys that lead into its branch of a union. */
interface Known {
  readonly name: string;
  readonly field: Field;
  readonly around: readonly Step[];
}
type Step =
  | { readonly key: string }
  | { readonly dash: true; readonly told: readonly [string, unknown][] }
  | { readonly told: readonly [string, unknown][] };

function knownKeys(field: Field, around: readonly Step[]): Known[] {
  const { properties, items, oneOf, anyOf } = field;
  const branches = oneOf ?? anyOf;
  if (branches) {
    return branches.flatMap((branch) => {
      const told = Object.entries(branch.properties ?? {}).flatMap(([name, { const: value }]) =>
        value === undefined ? [] : [[name, value] as [string, unknown]],
      );
      return knownKeys(branch, told.length > 0 ? [...around, { told }] : around);
    });
  }
  if (items) return knownKeys(items, [...around, { dash: true, told: [] }]);
  return Object.entries(properties ?? {}).flatMap(([name, inner]) => [
    { name, field: inner, around },
    ...knownKeys(inner, [...around, { key: name }]),
  ]);
}

/** The maps around a key, written in block style, up to where the key would begin. */
function blockBefore({ around, name }: Known): string {
  let text = '';
  let indent = 0;
  let isNewLine = true;
  for (const step of around) {
    if ('key' in step) {
      text += `${isNewLine ? ' '.repeat(indent) : ''}${step.key}:\n`;
      isNewLine = true;
      indent += 2;
    } else if ('dash' in step) {
      text += `${' '.repeat(indent)}- `;
      indent += 2;
      isNewLine = false;
    } else {
      for (const [key, value] of step.told.filter(([key]) => key !== name)) {
        text += `${isNewLine ? ' '.repeat(indent) : ''}${key}: ${value}\n`;
        isNewLine = true;
      }
    }
  }
  return `${text}${isNewLine ? ' '.repeat(indent) : ''}`;
}

/** The same in brackets, with what closes them. */
function flowAround({ around, name }: Known): [string, string] {
  let before = '{ ';
  let after = '}';
  for (const step of around) {
    if ('key' in step) before += `${step.key}: `;
    if ('dash' in step) before += '[';
    if ('dash' in step) after = `]${after}`;
    const isMap = 'key' in step || 'dash' in step;
    if (isMap) {
      before += '{ ';
      after = `}${after}`;
    }
    // A list stands where a map was expected.
    if ('dash' in step) before = before.replace(/\{ \[\{ $/, '[{ ');
    if ('told' in step)
      for (const [key, value] of step.told.filter(([key]) => key !== name)) before += `${key}: ${value}, `;
  }
  return [before, after];
}

describe('every key of the schema', () => {
  const keys = knownKeys(scenarioField(), []);

  it('is many', () => expect(keys.length).toBeGreaterThan(500));

  it('is completed and told of in block style', () => {
    for (const key of keys) {
      const before = blockBefore(key);
      expect([before, labelsAt(`${before}|`)]).toEqual([before, expect.arrayContaining([key.name])]);
      expect(labelsAt(`${before}${key.name.slice(0, 2)}|`)).toContain(key.name);
      const hover = hoverAt(`${before}${key.name}: `, before.length + 1, shipped);
      expect(hover?.doc.description, before + key.name).toBeTruthy();
      if (key.field.description) expect(hover!.doc.description).toContain(key.field.description);
      expect(hover!.doc.kind).not.toBe('');
    }
  });

  it('is completed in brackets, closed or not', () => {
    for (const key of keys) {
      const [before, after] = flowAround(key);
      expect([before, labelsAt(`${before}|`)]).toEqual([before, expect.arrayContaining([key.name])]);
      expect(labelsAt(`${before}${key.name.slice(0, 1)}| ${after}`)).toContain(key.name);
    }
  });
});

describe('completionsAt', () => {
  it('offers what is not there yet, in the order of the schema', () => {
    const text = 'extends: tiny\nshoppers:\n  |\n  regions: []\n  genders: []\n';
    expect(labelsAt(text)).toEqual(['count', 'ageBands', 'incomes']);
    expect(labelsAt('extends: tiny\nshoppers:\n  re|gions: []\n  genders: []\n')).toEqual([
      'count',
      'regions',
      'ageBands',
      'incomes',
    ]);
    expect(labelsAt('extends: tiny\n|')).not.toContain('extends');
  });

  it.each([
    ['an open bracket before', 'days: [\nshoppers:\n  c|'],
    ['an open quote before', 'title: "my shop\nshoppers:\n  c|'],
    ['a broken line before', 'what is this\nshoppers:\n  c|'],
    ['a half-written line after', 'shoppers:\n  c|\n  reg\ndays: [[\n'],
    ['an indentation that fits nothing', 'shoppers:\n    regions: []\n  c|'],
    ['lines that end in CR LF', 'extends: tiny\r\nshoppers:\r\n  c|\r\n'],
    ['a comment', '# mine: yes\nshoppers: # who\n  # { [\n\n  c|'],
    ['a text in block style', 'title: |\n  shoppers: {\n\n  x\nshoppers:\n  c|'],
  ])('works with %s', (_, marked) => {
    // The bar of a text in block style is none of ours.
    const [head, tail] = [
      marked.slice(0, marked.lastIndexOf('|')),
      marked.slice(marked.lastIndexOf('|') + 1),
    ];
    const found = completionsAt(head + tail, head.length, shipped);
    expect(found?.options.map(({ label }) => label)).toContain('count');
    expect(head.slice(found!.from)).toBe('c');
  });

  it.each([
    'title: my shop |',
    '# sho|',
    'days: 3 # sho|',
    'title: "sho|',
    'days: 28\n  sho|',
    'nothing:\n  |',
  ])('has nothing to say at %s', (marked) => {
    expect(completionsAt(...at(marked), shipped)).toBeUndefined();
  });

  it('names values', () => {
    expect(labelsAt('truth: |')).toEqual(['none', 'actions', 'full']);
    expect(labelsAt('extends: |')).toEqual(Object.keys(shipped));
    expect(labelsAt('exposure: { policy: { name: |')).toEqual([
      'none',
      'random',
      'popularity',
      'epsilon-mixed',
      'fixed',
      'oracle',
    ]);
    expect(labelsAt('exposure:\n  policy: |')).toContain('{ name: random }');
    expect(labelsAt('promotions:\n  - kind: co|')).toContain('coupon');
    expect(optionsAt('exposure: { policy: { name: |').at(-1)!.detail).toMatch(/no shop can do better/);
  });

  it('knows the range, and what holds while nothing is written', () => {
    expect(optionsAt('days: |').map(({ label, detail }) => [label, detail])).toEqual([
      ['28', 'default'],
      ['1', 'least'],
      ['3650', 'most'],
    ]);
    expect(optionsAt('extends: tiny\nexposure:\n  slateSize: |')[0]).toMatchObject({
      label: '10',
      detail: 'tiny',
    });
    expect(optionsAt('extends: tiny\nexposure:\n  sl|')[0]!.doc).toEqual({
      path: 'exposure.slateSize',
      description: 'slots of a slate',
      kind: 'whole number from 1 to 200 slots',
      normal: '10',
      normalOf: 'tiny',
    });
  });

  it.each([
    ['a region', 'extends: tiny\npricing: { segments: [{ factor: 0.9, region: | }] }', 'south'],
    ['an age band', 'extends: tiny\ntaste: { apart: { by: ageBand, group: | } }', '"18-24"'],
    [
      'a region of one’s own',
      'extends: playground\nshoppers: { regions: [{ name: moon, weight: 1 }, { name: "far side", weight: 1 }] }\npricing: { segments: [{ factor: 0.9, region: | }] }',
      'far side',
    ],
    ['a department', 'extends: tiny\nseason: { departments: [{ department: | }] }', '4'],
    [
      'a department by name',
      'extends: tiny\npromotions: [{ kind: global, name: x, departments: [|] }]',
      'Kitchen',
    ],
    [
      'a group of a promotion',
      'extends: tiny\npromotions: [{ kind: segment, name: x, segment: { gender: | } }]',
      'other',
    ],
  ])('knows the names that a scenario makes: %s', (_, marked, label) => {
    expect(labelsAt(marked)).toContain(label);
    for (const one of labelsAt(marked)) expect(faultsOf(taking(marked, one), shipped)).toEqual([]);
  });

  it('keeps to the branch of a union that is told', () => {
    expect(labelsAt('exposure: { policy: { name: epsilon-mixed, | } }')).toEqual(['epsilon']);
    expect(labelsAt('exposure: { policy: { name: random, | } }')).toEqual([]);
    expect(labelsAt('promotions:\n  - kind: global\n    |')).not.toContain('code');
    expect(labelsAt('promotions:\n  - |\n    kind: coupon')).toContain('code');
  });

  it.each([
    ['a key with its value', 'extends: tiny\nda|', 'days', 'extends: tiny\ndays: 28'],
    ['a map', 'extends: tiny\n|', 'shoppers', 'extends: tiny\nshoppers:\n  '],
    ['a map in a map', 'exposure:\n  |', 'banner', 'exposure:\n  banner:\n    '],
    ['a map in brackets', 'exposure: { |', 'banner', 'exposure: { banner: {  }'],
    ['a map of many kinds', 'exposure:\n  |', 'policy', 'exposure:\n  policy: { name:  }'],
    ['a list of maps', '|', 'shocks', 'shocks:\n  - name: '],
    [
      'a list of maps in a map',
      'shoppers:\n  |',
      'regions',
      'shoppers:\n  regions:\n    - name: \n      weight: 0',
    ],
    [
      'a list of maps behind a dash',
      'experiments:\n  - |',
      'arms',
      'experiments:\n  - arms:\n      - name: ',
    ],
    ['a dash', 'shocks:\n  |', '-', 'shocks:\n  - name: '],
    [
      'a dash under its key',
      'shocks:\n- name: x\n  from: 3\n|',
      'days',
      'shocks:\n- name: x\n  from: 3\ndays: 28',
    ],
    ['a value right behind its colon', 'truth:|', 'full', 'truth: full'],
    [
      'a map as a value',
      'exposure:\n  policy: |',
      '{ name: random }',
      'exposure:\n  policy: { name: random }',
    ],
    [
      'a list of numbers',
      'arrival:\n  |',
      'weekdays',
      'arrival:\n  weekdays: [1.08, 1.06, 1.04, 1.02, 0.96, 0.92, 1]',
    ],
  ])('writes %s', (_, marked, label, after) => {
    expect(taking(marked, label)).toBe(after);
  });

  it('writes what has no fault, for every single value with a default', () => {
    for (const { name, field, around } of knownKeys(scenarioField(), [])) {
      if (
        field.default === undefined ||
        field.enum ||
        field.type === 'array' ||
        field.type === 'object' ||
        field.oneOf ||
        field.anyOf
      )
        continue;
      if (around.some((step) => !('key' in step))) continue;
      const text = taking(`${blockBefore({ name, field, around })}|`, name);
      expect([text, faultsOf(`${text}\n${name === 'seed' ? '' : 'seed: s\n'}`, shipped)]).toEqual([text, []]);
    }
  });

  it('never raises, whatever is written', () => {
    const pieces = fc.constantFrom(
      ...[
        'shoppers',
        'policy',
        'name',
        ': ',
        ':',
        '\n',
        '  ',
        '- ',
        '-',
        '{',
        '}',
        '[',
        ']',
        ',',
        '"',
        "'",
        '#',
        '|',
        '\t',
      ],
      ...['promotions:\n', 'kind: coupon', '__proto__', 'constructor: ', '\r\n', '😀', '*a', '&a '],
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), fc.nat(), (words, place) => {
        const text = words.join('');
        const offset = place % (text.length + 1);
        const { from = 0, options = [] } = completionsAt(text, offset, shipped) ?? {};
        const hover = hoverAt(text, offset, shipped);
        return (
          0 <= from &&
          from <= offset &&
          options.every(({ label, snippet }) => label !== '' && snippet !== '') &&
          (hover === undefined || (hover.from <= offset && offset <= hover.to))
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['brackets', '['.repeat(200_000)],
    ['maps', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(200_000)],
    ['blanks', ' '.repeat(400_000)],
    ['keys', 'k: 1\n'.repeat(100_000)],
    ['quotes', '"'.repeat(400_000)],
    ['words', 'w '.repeat(200_000)],
    ['lines', '\n'.repeat(400_000)],
  ])('takes bounded time with %s', (_, text) => {
    const since = process.cpuUsage();
    completionsAt(text, text.length, shipped);
    hoverAt(text, text.length >> 1, shipped);
    expect(process.cpuUsage(since).user / 1e6).toBeLessThan(2);
  });
});

describe('hoverAt', () => {
  it('tells of keys, of values, and of what a value means', () => {
    const text =
      'extends: tiny\nexposure:\n  policy: { name: oracle }\narrival: { hours: [1, 2] }\nwrong: 1\n';
    const told = (word: string) => hoverAt(text, text.indexOf(word) + 1, shipped)?.doc;
    expect(told('policy')).toMatchObject({
      path: 'exposure.policy',
      description: 'what fills the home slate',
    });
    expect(told('oracle')!.description).toMatch(/^what each shopper would like best/);
    expect(told('1, ')).toMatchObject({
      path: 'arrival.hours[0]',
      description: expect.stringMatching('relative arrivals'),
    });
    expect(told('hours')!.source).toMatch('SaleCycle');
    expect(told('tiny')!.description).toMatch('the scenario that this one changes');
    expect(told('wrong')).toBeUndefined();
  });
});
