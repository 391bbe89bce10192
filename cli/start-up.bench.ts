/** Start-up of the command, whole processes. `suite` is what `npm run bench` runs. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';

const main = fileURLToPath(new URL('./main.node.js', import.meta.url));

function run(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`bench: node ${args.join(' ')} ended with status ${status}: ${stderr}`);
}

export const suite: Bench = new Bench({ name: 'start-up' })
  .add('start-up, node with nothing to do', () => run('-e', '0'), { async: false })
  .add('start-up, shoplab --help', () => run(main, '--help'), { async: false })
  .add('start-up, shoplab list algorithms', () => run(main, 'list', 'algorithms'), { async: false });
