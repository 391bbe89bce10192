/**
 * Keeps the records of studies with the code: `npm run results -- STUDY...` files out/STUDY and out/STUDY-smoke, where they are, under
 * results/STUDY/; with or without names it then writes docs/results.md from all that is filed.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileKind, keptKinds } from '../dist/experiments/kinds/run-kind.node.js';
import { fileLoops, readFiledLoops, summaryOf } from '../dist/experiments/loops/loop-results.node.js';
import { filedStudies, fileResults, readResults } from '../dist/experiments/results.node.js';
import { resultsPage } from '../dist/reports/results-page.js';

const root = fileURLToPath(new URL('../results/', import.meta.url));
for (const study of process.argv.slice(2)) {
  for (const [part, folder] of [
    ['whole', `out/${study}`],
    ['smoke', `out/${study}-smoke`],
  ]) {
    if (existsSync(`${folder}/record.json`)) {
      console.log(await fileKind(folder, root, study, part));
      continue;
    }
    if (!existsSync(`${folder}/study.json`)) continue;
    if (!existsSync(`${folder}/summary.json`)) {
      console.log(`${folder} has not run to its end: left out`);
      continue;
    }
    const { kind } = JSON.parse(readFileSync(`${folder}/study.json`, 'utf8'));
    console.log(await (kind === 'loop' ? fileLoops : fileResults)(folder, root, study, part));
  }
}
const studies = [];
const loops = [];
for (const name of await filedStudies(root)) {
  const whole = await readResults(root, name, 'whole');
  if (whole) studies.push(whole);
  const filed = await readFiledLoops(root, name, 'whole');
  if (filed) loops.push({ ...filed, summary: summaryOf(filed) });
}
const page = fileURLToPath(new URL('../docs/results.md', import.meta.url));
writeFileSync(`${page}.tmp-${process.pid}`, resultsPage(studies, await keptKinds(root), loops));
renameSync(`${page}.tmp-${process.pid}`, page);
console.log(page);
