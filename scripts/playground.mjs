/** `npm run playground [-- --port N]`: builds the playground and serves it on this machine until it is interrupted. */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { serveFolder } from '../dist/reports/playground/static-server.node.js';
import { buildPlayground, PLAYGROUND } from './build-playground.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`playground: --port ${values.port}: is not a whole number from 0 to 65535`);
  process.exit(2);
}
await buildPlayground();
const server = await serveFolder(PLAYGROUND, { port }).catch((error) => {
  console.error(`playground: ${error.message}`);
  process.exit(2);
});
console.log(`The playground is at ${server.address}`);
console.log(
  `Its files stand in ${relative('.', PLAYGROUND)}/: any web server can host them. Ctrl-C ends this one.`,
);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close());
