/**
 * One suite: a module that exports `suite`, a tinybench Bench, or `openSuite({ short })`, which gives `{ suite, amounts?,
 * conclude?, close? }`. Tasks are called `WHAT, VARIANT`; `amounts[task]` says what one call gets through, by unit; `conclude(times)`
 * turns the times (ms, by task, one a round) into further lines.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeRatio, duration, median, ratiosTo, short } from './machine.mjs';

async function open(file, size) {
  const module = await import(pathToFileURL(file).href);
  return module.openSuite ? await module.openSuite(size) : { suite: module.suite };
}

/** Only the tasks that both revisions have can be compared. */
async function openOther(file, size) {
  try {
    return (await open(file, size)).suite;
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

const failureOf = ({ result, name }) =>
  result.state === 'errored' || result.error ? (result.error ?? new Error(`${name} failed`)) : null;

/** Median time of a call over one slice, ms. */
async function slice(task) {
  task.reset();
  await task.run();
  const failure = failureOf(task);
  if (failure) throw failure;
  return task.result.latency.p50 ?? task.result.latency.mean;
}

/** The tasks of a bench, each with the times that it will have. */
function lanesOf(bench, sliceMs) {
  if (bench === null) return [];
  Object.assign(bench, { time: sliceMs, iterations: 1, warmupTime: sliceMs, warmupIterations: 1 });
  return bench.tasks.map((task) => ({ task, times: [] }));
}

/** Every task once a round; every second round backwards, so that no task always follows the same one. */
async function interleave(lanes, rounds) {
  for (let round = 0; round < rounds; round++) {
    for (const { task, times } of round % 2 === 0 ? lanes : lanes.toReversed()) times.push(await slice(task));
  }
}

const whatOf = (name) => name.split(', ')[0];
const variantOf = (name) => name.slice(whatOf(name).length + 2);

function describe({ name, times, amounts, toFirst, toOther }) {
  const span = `[${duration(Math.min(...times))}, ${duration(Math.max(...times))}]`;
  const rates = Object.entries(amounts).map(
    ([unit, count]) => `${short((count / median(times)) * 1000)} ${unit}/s`,
  );
  const ratio = toFirst ? [describeRatio(toFirst, 'of the first')] : [];
  const change = toOther ? [describeRatio(toOther, 'of the other revision')] : [];
  const title = variantOf(name) === '' ? `  ${name}` : `    ${variantOf(name)}`;
  return [
    `${title.padEnd(46)} ${duration(median(times)).padStart(9)} ${span}`,
    ...rates,
    ...ratio,
    ...change,
  ].join('  ');
}

/** Runs `dist/<file>`; `other.folder` holds another revision built the same way. Prints, and returns what it printed. */
export async function runSuite(file, { short: isShort, rounds, sliceMs, other }) {
  const { suite, amounts = {}, conclude, close } = await open(resolve('dist', file), { short: isShort });
  const theirs = other ? await openOther(resolve(other.folder, 'dist', file), { short: isShort }) : null;
  const lanes = lanesOf(suite, sliceMs);
  const otherLanes = lanesOf(theirs, sliceMs).filter(({ task }) => suite.getTask(task.name));
  const inTurn = lanes.flatMap((lane) => [
    lane,
    ...otherLanes.filter(({ task }) => task.name === lane.task.name),
  ]);
  for (const { task } of inTurn) await task.warmup();
  await interleave(inTurn, rounds);
  console.log(`\n${suite.name ?? file}`);
  const firstOf = new Map();
  const results = lanes.map(({ task: { name }, times }) => {
    const what = whatOf(name);
    if (variantOf(name) !== '' && !firstOf.has(what)) console.log(`  ${what}`);
    const first = firstOf.get(what);
    firstOf.set(what, first ?? times);
    const otherTimes = otherLanes.find(({ task }) => task.name === name)?.times;
    const result = {
      name,
      times,
      amounts: amounts[name] ?? {},
      ...(first && { toFirst: ratiosTo(times, first) }),
      ...(otherTimes && { otherTimes, toOther: ratiosTo(times, otherTimes) }),
    };
    console.log(describe(result));
    return result;
  });
  const conclusions = conclude?.(new Map(results.map(({ name, times }) => [name, times]))) ?? [];
  for (const line of conclusions) console.log(`  ${line}`);
  await close?.();
  return { name: suite.name ?? file, file, results, conclusions };
}
