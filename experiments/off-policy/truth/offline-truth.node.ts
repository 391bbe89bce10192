/** Runs the study of offline evaluation against the truth. */

import { kernelHost } from '../../../numerics/kernels/open-host.node.ts';
import { drawKey, type SeedWords } from '../../../numerics/rng.ts';
import { seedWords } from '../../../numerics/seed.ts';
import { type KindRunOptions, laidOverStudy, type StudyKind } from '../../kinds/kind.ts';
import { CHOICE_SPLITS, type ChoiceWorld, choiceFold, countPicks, judge } from './choices.ts';
import { measureTarget, onPolicy } from './estimator-truth.ts';
import { clickFeedback, type FitContext, fitLists } from './fit-lists.ts';
import { daysFor, frozenScenario, frozenTruth } from './frozen-world.ts';
import {
  type ChoiceLogging,
  type ChoiceResult,
  type OfflineTruthResult,
  OfflineTruthStudy,
  type SettingResult,
} from './offline-truth.ts';
import { headOf, type SlateLog, simulateSlates } from './slate-log.ts';
import { evenLists, type SoftLists, softPolicy } from './soft-lists.ts';

export const OFFLINE_TRUTH: StudyKind<OfflineTruthStudy, OfflineTruthResult> = {
  kind: 'offline-truth',
  doc: 'off-policy estimators and offline metrics against what policies truly earn in a simulated world',
  version: 1,
  schema: OfflineTruthStudy,
  smokeOf: (study) => laidOverStudy(study, study.smoke as Partial<OfflineTruthStudy> | undefined),
  async run(study, options) {
    const estimators = await estimatorResults(study.estimators, options);
    return { estimators, choices: await choiceResults(study.choices, options) };
  },
};

type EstimatorPart = OfflineTruthStudy['estimators'];
type ChoicePart = OfflineTruthStudy['choices'];

const SESSIONS_A_DAY = 10;
const CHOICE_DAYS = 20;

async function estimatorResults(part: EstimatorPart, options: KindRunOptions): Promise<SettingResult[]> {
  const results: SettingResult[] = [];
  const total = part.seeds.length * part.settings.length;
  for (const seed of part.seeds)
    for (const setting of part.settings) {
      options.onStage('estimators', results.length, total);
      options.signal.throwIfAborted();
      const name = `estimators-${results.length}`;
      results.push(await options.keepPart(name, () => estimatorSetting(part, setting, seed, options)));
    }
  return results;
}

async function estimatorSetting(
  part: EstimatorPart,
  setting: EstimatorPart['settings'][number],
  seed: string,
  { threads, signal }: KindRunOptions,
): Promise<SettingResult> {
  const { shoppers } = part.world;
  const { slots, items = part.world.items } = setting;
  const words = seedWords(seed);
  const shape = {
    ...part.world,
    items,
    slots,
    days: 1,
    sessionsPerDay: SESSIONS_A_DAY,
    policy: { name: 'random' },
  } as const;
  const truth = frozenTruth(frozenScenario(shape), words);
  const scenario = (visits: number) => frozenScenario({ ...shape, days: daysFor(visits, truth) });
  const most = part.sessions.at(-1)!;
  const even = evenLists(shoppers, items);
  const under = (policy: SoftLists, visits: number, of: string): SlateLog => {
    // Other draws of exploration for each policy; shoppers and their choices have the draws of the world.
    const own = seedWords(`${seed}/${of}`);
    const keys = { explore: drawKey(own, 'off-policy.explore'), item: drawKey(own, 'off-policy.item') };
    return headOf(simulateSlates(scenario(visits), words, softPolicy(policy, slots, keys)).log, visits);
  };
  const learnt = simulateSlates(scenario(part.training), words);
  const feedback = clickFeedback(headOf(learnt.log, part.training), shoppers, items);
  const context = { ...tables(learnt), seed: words, signal, kernels: kernelHost(threads) };
  const rows = Uint32Array.from({ length: feedback.length }, (_, row) => row);
  const listsOf = (name: string, params: Readonly<Record<string, unknown>>): Promise<Uint32Array> =>
    fitLists({ name, params }, feedback, rows, Number.POSITIVE_INFINITY, context);
  const logging: SoftLists =
    setting.epsilon === 1
      ? even
      : { items, lists: await listsOf('popularity', {}), epsilon: setting.epsilon };
  const world = { truth, logging, log: under(logging, most, `log-${setting.name}`) };
  const targets = [];
  for (const { name, params } of part.recommenders) {
    signal.throwIfAborted();
    const target = { items, lists: await listsOf(name, params), epsilon: part.epsilon };
    const told = measureTarget(world, name, target, setting, part.sessions);
    const own = onPolicy(under(target, part.own, `own-${name}`), setting.reward);
    targets.push({ ...told, own: { ...own, truth: told.theory.truth } });
  }
  return { setting, seed, targets };
}

const tables = ({ world }: ReturnType<typeof simulateSlates>): Pick<FitContext, 'catalog' | 'shoppers'> => ({
  catalog: world.catalog,
  shoppers: world.shoppers,
});

async function choiceResults(part: ChoicePart, options: KindRunOptions): Promise<ChoiceResult[]> {
  const results: ChoiceResult[] = [];
  const total = part.logging.length * part.sessions.length * part.seeds.length;
  let done = 0;
  for (const [nth, logging] of part.logging.entries())
    for (const sessions of part.sessions) {
      const worlds: ChoiceWorld[][] = [];
      for (const seed of part.seeds) {
        options.onStage('choices', done++, total);
        options.signal.throwIfAborted();
        const make = () => choiceWorlds(part, logging, sessions, seedWords(seed), options);
        worlds.push(await options.keepPart(`choices-${nth}-${sessions}-${worlds.length}`, make));
      }
      for (const split of CHOICE_SPLITS) {
        const own = worlds.map((all) => all.find((one) => one.split === split)!);
        results.push({
          logging: loggingName(logging),
          sessions,
          split,
          picks: countPicks(own),
          exposure: own.reduce((sum, { exposure }) => sum + exposure, 0) / own.length,
          best: part.recommenders.map(
            (_, which) => own.filter(({ clicks }) => clicks[which] === Math.max(...clicks)).length,
          ),
        });
      }
    }
  return results;
}

export const loggingName = (logging: ChoiceLogging): string =>
  logging.name === 'epsilon-mixed' ? `${logging.name} ${logging.epsilon}` : logging.name;

/** One world, both splits. */
async function choiceWorlds(
  part: ChoicePart,
  policy: ChoiceLogging,
  sessions: number,
  seed: SeedWords,
  { threads, signal }: KindRunOptions,
): Promise<ChoiceWorld[]> {
  const { shoppers, items } = part.world;
  const scenario = frozenScenario({
    ...part.world,
    slots: 1,
    days: CHOICE_DAYS,
    sessionsPerDay: sessions / (CHOICE_DAYS * shoppers),
    policy,
  });
  const truth = frozenTruth(scenario, seed);
  const simulated = simulateSlates(scenario, seed);
  const { log } = simulated;
  const feedback = clickFeedback(log, shoppers, items);
  const context = { ...tables(simulated), seed, signal, kernels: kernelHost(threads) };
  const worlds: ChoiceWorld[] = [];
  for (const split of CHOICE_SPLITS) {
    const fold = choiceFold(split, feedback, seed);
    const lists: Uint32Array[] = [];
    for (const recommender of part.recommenders)
      lists.push(
        await fitLists(recommender, feedback, fold.train, fold.cutoff ?? Number.POSITIVE_INFINITY, context),
      );
    worlds.push(judge(split, lists, part.metrics, { truth, log, feedback, fold, switch: part.switch }));
  }
  return worlds;
}
