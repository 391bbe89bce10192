import { Command } from 'commander';
import { ConfigError } from '../datasets/config-error.ts';
import { suggest } from '../datasets/schema-faults.ts';
import { act, type CommonOptions } from './action.node.ts';

export function describeCommand(): Command {
  return new Command('describe')
    .description(
      'one algorithm: what it does, whom it follows, its parameters, what it costs, when to use it',
    )
    .argument('<algorithm>', 'a name of `shoplab list algorithms`')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ npx shoplab describe als')
    .action((name: string, options: CommonOptions) =>
      act(options, async (action) => {
        const { ALGORITHMS } = await import('../algorithms/registry.ts');
        const { algorithmEntry, factsOf, parametersOf } = await import('./algorithms-page.ts');
        if (!Object.hasOwn(ALGORITHMS, name))
          throw new ConfigError([
            `algorithm '${name}' is not known; ${suggest(name, Object.keys(ALGORITHMS))}`,
          ]);
        const known = name as keyof typeof ALGORITHMS;
        const { id, task, family, doc, source } = ALGORITHMS[known];
        const algorithm = ALGORITHMS[known] as unknown as Parameters<typeof factsOf>[0];
        action.print(
          {
            ...{ name, id, task, family, doc, source },
            facts: Object.fromEntries(factsOf(algorithm)),
            params: parametersOf(algorithm),
          },
          () => [algorithmEntry(known).trimEnd()],
        );
      }),
    );
}
