/**
 * A setting in the address, after `#`: `seed=playground&shoppers=500&items=500&rounds=10&a=item-knn,0.1,0&b=als,0.1,0,3&pull=0.35&...`. Links come
 * from anyone: what cannot be meant is put right, with a line that says so; nothing is thrown.
 */

import {
  clampNumber,
  clampText,
  DEFAULT_SETTING,
  KEEPS_ALL,
  MOST_SCENARIO_TEXT,
  type NumberName,
  quoted,
  type Setting,
  SHOP_POLICIES,
  type Shop,
} from './setting.ts';

const NUMBERS = ['shoppers', 'items', 'rounds', 'watched'] as const satisfies readonly NumberName[];
const WORLD = {
  pull: 'popularityPull',
  conformity: 'conformity',
  drift: 'drift',
  fraud: 'fraud',
} as const satisfies Record<string, NumberName>;
const SHOPS = ['a', 'b'] as const;
const MOST_HIDDEN = 40;
const MOST_NOTICES = 20;

export function encodeSetting(setting: Setting): string {
  const { seed, shops, world, watched, scenario, lesson, hide } = setting;
  const pairs: [string, string][] = [
    ['seed', seed],
    ...(['shoppers', 'items', 'rounds'] as const).map((name): [string, string] => [name, `${setting[name]}`]),
    ...SHOPS.map((name, side): [string, string] => [name, shopText(shops[side as 0 | 1])]),
    ...Object.entries(WORLD).map(([name, knob]): [string, string] => [name, `${world[knob]}`]),
    ...(watched === DEFAULT_SETTING.watched ? [] : ([['watched', `${watched}`]] as [string, string][])),
    ...(lesson === undefined ? [] : ([['lesson', lesson]] as [string, string][])),
    ...hide.map((control): [string, string] => ['hide', control]),
    ...(scenario === undefined ? [] : ([['scenario', scenario]] as [string, string][])),
  ];
  return pairs.map(([name, value]) => `${name}=${escaped(value)}`).join('&');
}

const shopText = ({ policy, exploration, diversity, kept }: Shop): string =>
  `${policy},${exploration},${diversity}${kept === KEEPS_ALL ? '' : `,${kept}`}`;

/** As `encodeURIComponent`, with what may stand in a fragment left readable. */
const escaped = (value: string): string =>
  encodeURIComponent(value)
    .replace(/%(?:2C|3A|2F|40|24|3F)/g, decodeURIComponent)
    .replace(/%20/g, '+');

export interface Restored {
  readonly setting: Setting;
  /** One line for each thing that was put right. */
  readonly notices: readonly string[];
}

/** The setting that an address tells, `#` or not; what it does not tell is as usual. */
export function decodeSetting(hash: string): Restored {
  const notices: string[] = [];
  const told = new Map<string, string>();
  const hide: string[] = [];
  for (const part of hash.replace(/^#/, '').split('&').slice(0, 200)) {
    if (part === '') continue;
    const [name, value] = pairOf(part, notices);
    if (value === undefined) continue;
    if (name === 'hide') hide.push(value);
    else if (told.has(name)) notices.push(`${name}: stands twice; the first is taken`);
    else told.set(name, value);
  }
  const known = ['seed', 'lesson', 'scenario', ...NUMBERS, ...Object.keys(WORLD), ...SHOPS];
  for (const name of told.keys())
    if (!known.includes(name)) notices.push(`${quoted(name)} is not known and is left out`);
  const setting = settingOf(told, hide, notices);
  const rest = notices.length - MOST_NOTICES;
  return { setting, notices: rest > 0 ? [...notices.slice(0, MOST_NOTICES), `and ${rest} more`] : notices };
}

function pairOf(part: string, notices: string[]): [string, string | undefined] {
  const at = part.indexOf('=');
  try {
    const [name, value] = [part.slice(0, Math.max(0, at)), part.slice(at + 1).replace(/\+/g, ' ')];
    if (at > 0) return [decodeURIComponent(name), decodeURIComponent(value)];
    notices.push(`${quoted(part)} is not NAME=VALUE and is left out`);
  } catch {
    notices.push(`${quoted(part)} is not well written and is left out`);
  }
  return ['', undefined];
}

function settingOf(told: ReadonlyMap<string, string>, hide: readonly string[], notices: string[]): Setting {
  const usual = DEFAULT_SETTING;
  const numberOf = (as: string, name: NumberName, otherwise: number): number => {
    const value = told.get(as);
    return value === undefined ? otherwise : clampNumber(name, value, notices, as);
  };
  const textOf = (name: string, most: number): string | undefined => {
    const value = told.get(name);
    return value === undefined || value === '' ? undefined : clampText(most, value, notices, name);
  };
  const numbers = NUMBERS.map((name) => [name, numberOf(name, name, usual[name])]);
  const world = Object.entries(WORLD).map(([as, knob]) => [knob, numberOf(as, knob, usual.world[knob])]);
  const [scenario, lesson] = [textOf('scenario', MOST_SCENARIO_TEXT), textOf('lesson', 60)];
  if (hide.length > MOST_HIDDEN)
    notices.push(`hide: ${hide.length} controls; the first ${MOST_HIDDEN} are taken`);
  return {
    ...usual,
    ...(Object.fromEntries(numbers) as Pick<Setting, (typeof NUMBERS)[number]>),
    seed: textOf('seed', 60) ?? usual.seed,
    shops: [
      shopOf(told.get('a'), usual.shops[0], 'a', notices),
      shopOf(told.get('b'), usual.shops[1], 'b', notices),
    ],
    world: Object.fromEntries(world) as Setting['world'],
    hide: hide
      .filter((control) => control !== '')
      .slice(0, MOST_HIDDEN)
      .map((control) => clampText(40, control, notices, 'hide')),
    ...(scenario !== undefined && { scenario }),
    ...(lesson !== undefined && { lesson }),
  };
}

function shopOf(told: string | undefined, usual: Shop, as: string, notices: string[]): Shop {
  if (told === undefined) return usual;
  const [name = '', exploration, diversity, kept] = told.split(',');
  const policy = SHOP_POLICIES.find((one) => one === name);
  if (policy === undefined) notices.push(`${as}: ${quoted(name)} is no policy; ${usual.policy} is taken`);
  return {
    policy: policy ?? usual.policy,
    exploration:
      exploration === undefined
        ? usual.exploration
        : clampNumber('exploration', exploration, notices, `${as}, exploration`),
    diversity:
      diversity === undefined
        ? usual.diversity
        : clampNumber('diversity', diversity, notices, `${as}, diversity`),
    kept: kept === undefined ? KEEPS_ALL : clampNumber('kept', kept, notices, `${as}, history kept`),
  };
}
