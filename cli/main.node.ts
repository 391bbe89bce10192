#!/usr/bin/env node
/** The door: parses the command line and hands over to one file per command. */

import { Command, CommanderError } from 'commander';
import { VERSION } from '../datasets/version.node.ts';
import { abCommand } from './ab.node.ts';
import { attackCommand } from './attack.node.ts';
import { benchCommand } from './bench.node.ts';
import { calibrateCommand } from './calibrate.node.ts';
import { compareCommand } from './compare.node.ts';
import { dataCommand } from './data.node.ts';
import { describeCommand } from './describe.node.ts';
import { EXIT_FAILED, EXIT_USAGE, reportFailure } from './exit.node.ts';
import { explainCommand } from './explain.node.ts';
import { exportCommand } from './export.node.ts';
import { labelCommand } from './label.node.ts';
import { listCommand } from './list.node.ts';
import { loopCommand } from './loop.node.ts';
import { offPolicyCommand } from './off-policy.node.ts';
import { planCommand } from './plan.node.ts';
import { queryCommand } from './query.node.ts';
import { readCommand } from './read.node.ts';
import { recommendCommand } from './recommend.node.ts';
import { reportCommand } from './report.node.ts';
import { rerunCommand } from './rerun.node.ts';
import { runCommand } from './run.node.ts';
import { scaleCommand } from './scale.node.ts';
import { schemaCommand } from './schema.node.ts';
import { scoreCommand } from './score.node.ts';
import { simulateCommand } from './simulate.node.ts';
import { splitCommand } from './split.node.ts';
import { twinsCommand } from './twins.node.ts';
import { verifyCommand } from './verify.node.ts';
import { watchCommand } from './watch.node.ts';

const program = new Command('shoplab')
  .description('A laboratory of synthetic shoppers: simulate a shop, fit recommenders, measure them, report.')
  .version(VERSION)
  .showHelpAfterError('(add --help for usage and examples)')
  .addHelpText(
    'after',
    `
Examples:
  $ npx shoplab run quickstart                    the main job: simulate, fit, measure, report
  $ npx shoplab simulate tiny --seed a --out out/tiny
  $ npx shoplab run my-study.yaml --out out/mine  a study of your own
  $ npx shoplab list algorithms

Exit status: 0 done, 1 failed, 2 wrong usage or configuration, 130 interrupted.`,
  );

for (const command of [
  simulateCommand(),
  explainCommand(),
  calibrateCommand(),
  twinsCommand(),
  loopCommand(),
  abCommand(),
  offPolicyCommand(),
  attackCommand(),
  watchCommand(),
  verifyCommand(),
  exportCommand(),
  planCommand(),
  runCommand(),
  recommendCommand(),
  labelCommand(),
  readCommand(),
  reportCommand(),
  compareCommand(),
  queryCommand(),
  rerunCommand(),
  splitCommand(),
  scoreCommand(),
  listCommand(),
  describeCommand(),
  schemaCommand(),
  dataCommand(),
  benchCommand(),
  scaleCommand(),
]) {
  program.addCommand(command.exitOverride());
}
program.exitOverride();

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Of progress nothing is lost: the work goes on, and its result is told by its status.
    if (stream === process.stderr) return;
    // Whoever read along has had enough (`| head`): nothing more to say, and no failure.
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`shoplab: stdout cannot be written: ${error.message}\n`);
    process.exit(EXIT_FAILED);
  });
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  else reportFailure(error);
}
