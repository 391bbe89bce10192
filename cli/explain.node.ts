import { Command } from 'commander';
import type { ExpectedTarget } from '../simulator/figures/targets.ts';
import { act, type CommonOptions } from './action.node.ts';
import { collect } from './arguments.node.ts';
import { rangeText } from './figures.node.ts';
import { table } from './format.node.ts';

interface ExplainOptions extends CommonOptions {
  readonly seed?: string;
  readonly set: string[];
}

export function explainCommand(): Command {
  return new Command('explain')
    .description(
      'say what a scenario will produce before it is run: expected counts and conversion, and how exact',
    )
    .argument('<scenario>', 'a shipped scenario or the path of a YAML file')
    .option('--seed <seed>', "any string; default: the scenario's own `seed:`")
    .option('--set <path=value>', 'override one value of the scenario (repeatable)', collect, [])
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ npx shoplab explain marketplace --set shoppers.count=5000')
    .action((scenario: string, options: ExplainOptions) =>
      act(options, async (action) => {
        const { loadScenario } = await import('../simulator/scenario/load-scenario.node.ts');
        const { explain } = await import('../simulator/figures/explain.ts');
        const { expectTargets } = await import('../simulator/figures/targets.ts');
        const loaded = await loadScenario(scenario, {
          set: options.set,
          ...(options.seed === undefined ? {} : { seed: options.seed }),
        });
        action.warn(loaded.warnings);
        const explanation = explain(loaded.scenario, loaded.seedWords);
        const targets = expectTargets(loaded.scenario.targets, explanation.expectations);
        action.print({ scenario: loaded.name, seed: loaded.seed, ...explanation, targets }, () => [
          `${loaded.name}, seed '${loaded.seed}'`,
          '',
          table(
            ['quantity', 'expected', 'standard error', 'target', 'how'],
            explanation.expectations.map((row) => [
              row.quantity,
              plain(row.expected),
              row.standardError === 0 ? 'exact' : plain(row.standardError),
              targetText(targets.find(({ quantity }) => quantity === row.quantity)),
              row.how,
            ]),
          ),
        ]);
      }),
    );
}

function targetText(target: ExpectedTarget | undefined): string {
  return target ? `${rangeText(target)}: ${target.inside ? 'inside' : 'OUTSIDE'}` : '';
}

const plain = (value: number): string =>
  value !== 0 && Math.abs(value) < 1 ? value.toPrecision(3) : Math.round(value).toLocaleString('en-US');
