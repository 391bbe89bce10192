import { Argument, Command } from 'commander';
import { act } from './action.node.ts';

export function schemaCommand(): Command {
  return new Command('schema')
    .description(
      'the JSON Schema of a scenario, a study or a study of closed loops, for completion and checking in an editor',
    )
    .addArgument(new Argument('<kind>').choices(['scenario', 'study', 'loop']))
    .addHelpText(
      'after',
      `
Example (then in the first line of the file: # yaml-language-server: $schema=./scenario.schema.json):
  $ npx shoplab schema scenario > scenario.schema.json`,
    )
    .action((kind: string) =>
      act({}, async () => {
        const { z } = await import('zod');
        const schema = await schemaOf(kind);
        process.stdout.write(`${JSON.stringify(z.toJSONSchema(schema, { io: 'input' }), null, 2)}\n`);
      }),
    );
}

async function schemaOf(kind: string) {
  if (kind === 'scenario') return (await import('../simulator/scenario/scenario.ts')).ScenarioFileSchema;
  if (kind === 'loop') return (await import('../experiments/loops/loop-study.ts')).LoopStudySchema;
  return (await import('../experiments/study/study.ts')).StudySchema;
}
