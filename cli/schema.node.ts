import { Argument, Command } from 'commander';
import { act } from './action.node.ts';

export function schemaCommand(): Command {
  return new Command('schema')
    .description('the JSON Schema of a scenario or a study, for completion and checking in an editor')
    .addArgument(new Argument('<kind>').choices(['scenario', 'study']))
    .addHelpText(
      'after',
      `
Example (then in the first line of the file: # yaml-language-server: $schema=./scenario.schema.json):
  $ npx shoplab schema scenario > scenario.schema.json`,
    )
    .action((kind: string) =>
      act({}, async () => {
        const { z } = await import('zod');
        const schema =
          kind === 'scenario'
            ? (await import('../simulator/scenario/scenario.ts')).ScenarioFileSchema
            : (await import('../experiments/study.ts')).StudySchema;
        process.stdout.write(`${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`);
      }),
    );
}
