/** Runs the compiled command for one command line after another in this process; started and spoken to by `one-process.fixture.ts`. */

import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { peakMemoryBytes } from '../dist/datasets/peak-memory.node.js';

const MAIN = new URL('../dist/cli/main.node.js', import.meta.url);
const HOME = process.cwd();
const ENVIRONMENT = { ...process.env };
let nth = 0;

/** Collects what is written to a stream, from now until told to stop. */
function overhear(stream) {
  const write = stream.write;
  let said = '';
  stream.write = (text, encoding, done) => {
    said += text;
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  };
  return () => {
    stream.write = write;
    return said;
  };
}

/** A fresh copy of the command, as its module makes it; what it imports is shared. */
async function run({ args, cwd = HOME, env = {} }) {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in ENVIRONMENT)) delete process.env[name];
  Object.assign(process.env, ENVIRONMENT, env);
  process.argv = [process.argv[0], fileURLToPath(MAIN), ...args];
  process.exitCode = undefined;
  const [stdout, stderr] = [overhear(process.stdout), overhear(process.stderr)];
  const before = process.resourceUsage();
  let fault = '';
  try {
    await import(`${MAIN}?${nth++}`);
  } catch (error) {
    fault = `${error.stack}\n`;
  }
  const after = process.resourceUsage();
  const spent = after.userCPUTime + after.systemCPUTime - before.userCPUTime - before.systemCPUTime;
  const status = fault ? 1 : (process.exitCode ?? 0);
  process.exitCode = undefined;
  return {
    status,
    stdout: stdout(),
    stderr: stderr() + fault,
    seconds: spent / 1e6,
    bytes: peakMemoryBytes(),
  };
}

// Every copy of the command listens for errors of its own.
for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);
process.on('message', async (line) => process.send(await run(line)));
