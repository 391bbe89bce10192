/** A setting as files for a command line: a study of loops, and with a scenario of one's own that scenario beside it. */

import { stringify } from 'yaml';
import { parseYaml } from '../../datasets/yaml-document.ts';
import { KEEPS_ALL, policyTakes, type Setting, type Shop } from './setting.ts';

/** Shipped scenario that a setting is laid over where it has none of its own. */
export const BASE_SCENARIO = 'playground';
/** File name of a scenario of one's own, beside the study. */
export const OWN_SCENARIO = 'playground-scenario.yaml';
export const STUDY_FILE = 'playground.yaml';

/** Groups of shoppers that outcomes are told by. */
export const GROUPS = ['region', 'ageBand', 'gender', 'income'] as const;

/** What is laid over the scenario, `path` to value; knobs are named by what moves them. */
type Knobs = Readonly<Record<string, number>>;

const KNOBS: Readonly<Record<string, (setting: Setting) => Knobs>> = {
  shoppers: ({ shoppers }) => ({ 'shoppers.count': shoppers }),
  items: ({ items }) => ({ 'catalog.items': items }),
  rounds: ({ rounds }) => ({ days: rounds }),
  popularityPull: ({ world: { popularityPull: pull } }) => ({
    'exposure.skip': rounded(0.95 * (1 - pull)),
    'search.skip': rounded(0.95 * (1 - pull)),
    'exposure.banner.probability': pull,
    'exposure.banner.examined': rounded(0.1 + 0.6 * pull),
  }),
  conformity: ({ world: { conformity } }) => ({
    'choice.conformity': conformity,
    'harms.groupInfluence.weight': conformity,
  }),
  drift: ({ world: { drift } }) => ({
    'life.drift.click': rounded(0.2 * drift),
    'life.drift.order': drift,
  }),
  fraud: ({ items, rounds, world: { fraud } }) => {
    const campaigns = Math.min(256, Math.round(items * fraud));
    return {
      'fraud.fakeReviews.campaigns': Math.ceil(campaigns / 4),
      'fraud.fakeReviews.over': Math.max(1, rounds - 2),
      'fraud.clickFarm.campaigns': campaigns,
      'fraud.clickFarm.over': Math.max(1, rounds - 2),
    };
  },
};

const rounded = (value: number): number => Number(value.toFixed(4));

/** Controls whose knobs the scenario of the visitor's own sets itself, so that they do nothing. */
export function heldByScenario(setting: Setting): string[] {
  const says = saidBy(setting);
  return Object.entries(KNOBS).flatMap(([control, knobs]) =>
    Object.keys(knobs(setting)).some(says) ? [control] : [],
  );
}

function saidBy({ scenario }: Setting): (path: string) => boolean {
  if (scenario === undefined) return () => false;
  const layer = parseYaml(scenario, OWN_SCENARIO);
  return (path) => {
    const steps = path.split('.');
    return layer.locate(steps, 'value').depth === steps.length;
  };
}

/** Settings `path=value`: what a setting lays over its scenario. */
export function scenarioOf(setting: Setting): { readonly scenario: string; readonly set: readonly string[] } {
  const says = saidBy(setting);
  return {
    scenario: setting.scenario === undefined ? BASE_SCENARIO : `./${OWN_SCENARIO}`,
    set: Object.values(KNOBS).flatMap((knobs) =>
      Object.entries(knobs(setting)).flatMap(([path, value]) => (says(path) ? [] : [`${path}=${value}`])),
    ),
  };
}

/** The study as it stands in a file. */
export function studyOf(setting: Setting): Readonly<Record<string, unknown>> {
  const [shop, rival] = setting.shops;
  return {
    kind: 'loop',
    name: 'playground',
    title: `${shop.policy} and ${rival.policy} in one world`,
    description: 'A setting of the playground.',
    world: scenarioOf(setting),
    every: 1,
    measure: { every: 1, over: 'window', pairs: 1000 },
    groups: GROUPS,
    seeds: [setting.seed],
    policies: [
      { label: labelOf(setting, 0), policy: policyOf(shop) },
      { label: labelOf(setting, 1), policy: policyOf(rival) },
    ],
  };
}

/** How a study calls the policy of a side; names of controls are taken. */
export const labelOf = ({ shops }: Setting, side: 0 | 1): string =>
  `${side === 0 ? 'shop' : 'rival'}: ${shops[side].policy}`;

/** Few factors and passes: enough for so small a shop, and soon done. */
const PARAMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  als: { factors: 16 },
  bpr: { factors: 16 },
};

function policyOf({
  policy,
  exploration: epsilon,
  diversity,
  kept,
}: Shop): Readonly<Record<string, unknown>> {
  const takes = policyTakes(policy);
  if (policy === 'lin-ucb') return { name: policy, epsilon };
  // The shop's own, by all clicks, also of visits that are not signed in; what is re-ranked has to learn.
  if (policy === 'popularity' && diversity === 0) return { name: 'epsilon-mixed', epsilon };
  if (!takes.exploration) return { name: policy };
  const params = PARAMS[policy] ?? {};
  const whole = { name: policy, params };
  const base =
    takes.kept && kept < KEEPS_ALL ? { name: 'minimised', params: { base: whole, keep: kept } } : whole;
  return takes.diversity && diversity > 0
    ? { algorithm: 'mmr', params: { base, strength: diversity }, epsilon }
    : { algorithm: base.name, params: base.params, epsilon };
}

/** Files by name, for `shoplab run playground.yaml`. */
export function filesOf(setting: Setting): Readonly<Record<string, string>> {
  return {
    [STUDY_FILE]: stringify(studyOf(setting), { lineWidth: 0 }),
    ...(setting.scenario !== undefined && { [OWN_SCENARIO]: setting.scenario }),
  };
}
