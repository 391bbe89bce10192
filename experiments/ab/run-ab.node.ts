/** An A/B or multivariate test in a simulated shop: as it would be run, and over many assignments. */

import { join } from 'node:path';
import { ConfigError } from '../../datasets/config-error.ts';
import { cuped } from '../../numerics/cuped.ts';
import { crossingChances, equalLooks } from '../../numerics/group-sequential.ts';
import { normalQuantile } from '../../numerics/normal.ts';
import { minimumDetectable, powerOf, unitsNeeded } from '../../numerics/power.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean, variance } from '../../numerics/stats.ts';
import { loadScenario } from '../../simulator/scenario/load-scenario.node.ts';
import { openSwept } from '../filing.node.ts';
import { hostNow } from '../host.node.ts';
import { writeJson } from '../run-store.node.ts';
import type { AbRecord, ArmTruth } from './ab-record.ts';
import { analyse, contrastsOf, differenceOf, factorialContrasts } from './analysis.ts';
import type { AbArm } from './arms.ts';
import { assign, assignmentSeed } from './assignments.ts';
import { evenDays, type LooksPlan, replicateLooks } from './looks.ts';
import { AB_OUTCOMES, type AbOutcome, type Course, courseOf, type TestPlan } from './potential.ts';

export interface AbOptions {
  readonly seed?: string;
  readonly set: readonly string[];
  readonly outcome: AbOutcome;
  readonly before: number;
  /** The control first. */
  readonly arms: readonly AbArm[];
  readonly looks: number;
  readonly replicates: number;
  readonly level: number;
  readonly out: string;
  readonly command: string;
  readonly signal: AbortSignal;
  onStage(stage: string, done: number, total: number): void;
}

const POWER = 0.8;

export async function runAb(scenarioName: string, options: AbOptions): Promise<AbRecord> {
  const { arms, looks, before, outcome, level, onStage, signal } = options;
  if (!(level > 0 && level < 1))
    throw new ConfigError([`ab: level is ${level}; it must be above 0 and below 1`]);
  const loaded = await loadScenario(scenarioName, {
    set: [...options.set],
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const { scenario, seed } = loaded;
  const days = scenario.days - before;
  if (days < looks)
    throw new ConfigError([
      `ab: ${scenario.days} days less ${before} before leave ${Math.max(0, days)} for ${looks} looks; one day a look is needed`,
    ]);
  if (scenario.experiments.length > 0)
    throw new ConfigError([
      `ab: ${scenarioName} has experiments of its own; leave them out: --set experiments=[]`,
    ]);
  if (scenario.shoppers.count < 20)
    throw new ConfigError([`ab: ${scenario.shoppers.count} shoppers; 20 or more are needed`]);
  const names = arms.map(({ name }) => name);
  const plan: TestPlan = { scenario, seed: seedWords(seed), outcome, before, days, control: arms[0]!.policy };
  const total = arms.length + 1;
  const courses = arms.map((arm, at) => {
    onStage('worlds', at, total);
    return courseOf(plan, [arm], signal);
  });
  onStage('worlds', arms.length, total);
  const mixed = courseOf(plan, arms, signal);
  const control = courses[0]!;
  const shoppers = control.keys.length;
  const assigned = assign(arms.length, plan.seed, control.keys);
  const end = (course: Course): Float64Array => course.soFar.at(-1)!;
  const sharper = cuped(end(control), control.before);
  const errorOf = (values: Float64Array): number => Math.sqrt((4 * variance(values)) / shoppers);
  const detectable = {
    plain: minimumDetectable(2 * Math.sqrt(variance(end(control))), shoppers, level, POWER),
    cuped: minimumDetectable(2 * Math.sqrt(variance(sharper.adjusted)), shoppers, level, POWER),
  };
  const looking: LooksPlan = { days: evenDays(days, looks), level, spread: detectable.plain };
  const armsOf = (replicate: number): Uint8Array => {
    if (replicate % 50 === 0) signal.throwIfAborted();
    return assign(2, assignmentSeed(seed, replicate), control.keys);
  };
  const { replicates } = options;
  const aa = replicateLooks({
    replicates,
    armsOf,
    plan: looking,
    control: control.soFar,
    other: control.soFar,
  });
  const adjusted = Float64Array.from({ length: replicates }, (_, replicate) => {
    return differenceOf(sharper.adjusted, armsOf(replicate), 1).difference;
  });
  const truth = courses.slice(1).map((course, at): ArmTruth => {
    onStage('assignments', at + 1, arms.length);
    const effect =
      end(course).reduce((sum, own, shopper) => sum + own - end(control)[shopper]!, 0) / shoppers;
    const deviation = Math.sqrt(variance(end(control)));
    const sharp = Math.sqrt(variance(sharper.adjusted));
    const needed = (own: number): number | null =>
      effect === 0 ? null : Math.ceil(unitsNeeded(effect, [own, own], { level, power: POWER }));
    return {
      arm: names[at + 1]!,
      effect,
      needed: needed(deviation),
      neededCuped: needed(sharp),
      power: powerOf(effect, errorOf(end(control)), level),
      powerCuped: powerOf(effect, errorOf(sharper.adjusted), level),
      stopping: replicateLooks({
        ...{ replicates, armsOf, plan: looking },
        control: control.soFar,
        other: course.soFar,
      }).stopping,
    };
  });
  const naive = new Float64Array(looks).fill(normalQuantile(1 - level / 2));
  const record: AbRecord = {
    schema: 'shoplab.ab/1',
    scenario: scenarioName,
    seed,
    outcome,
    unit: AB_OUTCOMES[outcome].unit,
    shoppers,
    before,
    days,
    policies: arms.map(({ name, policy, priceFactor }) => ({ arm: name, policy, priceFactor })),
    level,
    looks: looking.days.map((day) => day + 1),
    naiveByTheory: crossingChances(naive, equalLooks(looks)).reduce((sum, chance) => sum + chance, 0),
    test: {
      ...analyse(names, assigned, end(mixed), mixed.before, 1 - level),
      contrasts: contrastsOfTest(arms, assigned, mixed, courses, level),
    },
    truth,
    detectable,
    aa: {
      stopping: aa.stopping,
      varianceRatio: variance(adjusted) / variance(aa.differences),
      varianceByTheory: 1 - sharper.correlation ** 2,
    },
    madeBy: hostNow(),
    command: options.command,
  };
  await openSwept(options.out);
  await writeJson(join(options.out, 'ab.json'), record);
  return record;
}

/** Of a test of policies by prices; the truth is of what every shopper does under every arm. */
function contrastsOfTest(
  arms: readonly AbArm[],
  assigned: Uint8Array,
  mixed: Course,
  courses: readonly Course[],
  level: number,
): AbRecord['test']['contrasts'] {
  const prices = [...new Set(arms.map(({ priceFactor }) => priceFactor))];
  const policies = arms.filter(({ priceFactor }) => priceFactor === 1).map(({ name }) => name);
  const contrasts = factorialContrasts(
    policies,
    prices.map((price) => `prices x ${price}`),
  );
  const { adjusted } = cuped(mixed.soFar.at(-1)!, mixed.before);
  const means = courses.map(({ soFar }) => mean(soFar.at(-1)!));
  return contrastsOf(contrasts, adjusted, assigned, 1 - level).map((one, at) => ({
    ...one,
    truth: contrasts[at]!.weights.reduce((sum, weight, arm) => sum + weight * means[arm]!, 0),
  }));
}
