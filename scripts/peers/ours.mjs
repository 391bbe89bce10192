/** Our side of a scoring task in a process of its own: `node ours.mjs TASK FOLDER`. Prints one JSON line, as the peers do. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProblem, typeOf } from './problem.mjs';

const [task, folder] = process.argv.slice(2);
const { ours } = await import(`./${task}.mjs`);
const { problem, arrays } = readProblem(folder);
const { seconds, cpu, version, answers, figures = {} } = await ours(problem, arrays);
const filed = Object.fromEntries(
  Object.entries(answers).map(([name, values]) => {
    const file = `shoplab.${name}.bin`;
    writeFileSync(join(folder, file), values);
    return [name, { file, type: typeOf(values), shape: [values.length] }];
  }),
);
console.log(JSON.stringify({ seconds, cpu, version, answers: filed, figures }));
process.exit();
