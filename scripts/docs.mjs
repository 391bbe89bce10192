/** Writes the documentation that is made from the code: docs/schema.md, docs/algorithms.md, docs/splits.md. Run after a build: `npm run docs`. */
import { renameSync, writeFileSync } from 'node:fs';
import { algorithmsPage } from '../dist/cli/algorithms-page.js';
import { schemaPage } from '../dist/cli/schema-page.js';
import { splitsPage } from '../dist/cli/splits-page.js';

for (const [name, text] of [
  ['schema.md', schemaPage()],
  ['algorithms.md', algorithmsPage()],
  ['splits.md', splitsPage()],
]) {
  const temporary = new URL(`../docs/.${name}.tmp-${process.pid}`, import.meta.url);
  writeFileSync(temporary, text);
  renameSync(temporary, new URL(`../docs/${name}`, import.meta.url));
}
