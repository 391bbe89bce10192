import { Argument, Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { table } from './format.node.ts';

interface Entry {
  readonly name: string;
  readonly doc: string;
  /** Further columns. */
  readonly more?: Readonly<Record<string, string>>;
}

const KINDS: Readonly<Record<string, () => Promise<readonly Entry[]>>> = {
  algorithms: async () => {
    const { ALGORITHMS } = await import('../algorithms/registry.ts');
    return Object.entries(ALGORITHMS).map(([name, { task, family, doc }]) => ({
      name,
      more: { family, task },
      doc,
    }));
  },
  metrics: async () => {
    const { METRICS } = await import('../experiments/metrics/registry.ts');
    return Object.entries(METRICS).map(([name, { doc }]) => ({ name, doc }));
  },
  splits: async () => {
    const { SPLITS } = await import('../experiments/splits/registry.ts');
    return Object.entries(SPLITS).map(([name, { doc }]) => ({ name, doc }));
  },
  scenarios: async () => {
    const { listScenarios } = await import('../simulator/scenario/load-scenario.node.ts');
    return listScenarios();
  },
  studies: async () => {
    const { listStudies } = await import('../experiments/study/load-study.node.ts');
    return listStudies();
  },
  figures: async () => {
    const { FIGURES } = await import('../simulator/figures/figures.ts');
    return Object.entries(FIGURES).map(([name, { doc }]) => ({ name, doc }));
  },
  tables: async () => {
    const { TABLES } = await import('../simulator/filing/table-list.ts');
    return TABLES.map(({ folder, spec }) => ({ name: folder, doc: spec.doc }));
  },
  data: async () => {
    const { DATA } = await import('../datasets/public/registry.node.ts');
    return Object.entries(DATA).map(([name, { title }]) => ({ name, doc: title }));
  },
};

export function listCommand(): Command {
  return new Command('list')
    .description('what there is to name in a scenario, a study or an export')
    .addArgument(new Argument('<kind>', 'what to list').choices(Object.keys(KINDS)))
    .option('--json', 'print an array of names')
    .addHelpText('after', '\nExample:\n  $ npx shoplab list algorithms')
    .action((kind: string, options: CommonOptions) =>
      act(options, async (action) => {
        const entries = await KINDS[kind]!();
        action.print(
          entries.map(({ name }) => name),
          () => [
            table(
              ['name', ...Object.keys(entries[0]?.more ?? {}), 'what'],
              entries.map(({ name, more, doc }) => [name, ...Object.values(more ?? {}), doc]),
            ),
          ],
        );
      }),
    );
}
