/** Writes the documentation that is made from the code: docs/schema.md. Run after a build: `npm run docs`. */
import { renameSync, writeFileSync } from 'node:fs';
import { schemaPage } from '../dist/cli/schema-page.js';

const page = new URL('../docs/schema.md', import.meta.url);
const temporary = new URL(`../docs/.schema.md.tmp-${process.pid}`, import.meta.url);
writeFileSync(temporary, schemaPage());
renameSync(temporary, page);
