/**
 * Reads vitest's JSON reports in a folder: lists every skip with its reason (the test's title says it), fails on one that
 * is not allowed, and prints "passed failed skipped" as the last line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, allowedFile] = process.argv.slice(2);
const allowed = readFileSync(allowedFile, 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

const NEEDS_DATA = /needs SHOPLAB_DATA/i;
const NEEDS_BROWSER = /needs Chromium/i;

/** Why a skip may not be, or null. */
function objection(title) {
  if (NEEDS_DATA.test(title)) return process.env.SHOPLAB_DATA ? 'SHOPLAB_DATA is set' : null;
  if (NEEDS_BROWSER.test(title)) return process.env.SHOPLAB_NO_CHROMIUM ? null : 'Chromium can be installed';
  return allowed.some((part) => title.includes(part)) ? null : `not in ${allowedFile}`;
}

const told = new Set();

/** What a failed test said, of many with one reason only for the first. */
function reasonOf({ failureMessages = [] }) {
  const [first = ''] = (failureMessages[0] ?? '').split(/\n\s+at /);
  const reason = first.trim().slice(0, 600);
  if (reason === '' || told.has(reason)) return '';
  told.add(reason);
  return `\n  ${reason.replaceAll('\n', '\n  ')}`;
}

let passed = 0;
let failed = 0;
let skipped = 0;
let refused = 0;
const reports = readdirSync(folder).filter((name) => name.endsWith('.json'));
for (const name of reports) {
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  let ran = 0;
  for (const file of report.testResults) {
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      failed++;
      console.log(`FAILED ${name}: ${file.name}: ${file.message}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') {
        passed++;
        ran++;
      } else if (test.status === 'failed') {
        failed++;
        console.log(`FAILED ${name}: ${test.fullName}${reasonOf(test)}`);
      } else {
        skipped++;
        const why = objection(test.fullName);
        if (why) refused++;
        console.log(`skipped ${name}: ${test.fullName}${why ? `  NOT ALLOWED: ${why}` : ''}`);
      }
    }
  }
  console.log(`${name}: ${ran} tests passed`);
  if (ran === 0) {
    failed++;
    console.log(`FAILED ${name}: no test ran`);
  }
}
if (reports.length < 4) {
  failed++;
  console.log(`FAILED: ${reports.length} of 4 test runs left a report`);
}
console.log(`${passed} ${failed} ${skipped}`);
process.exitCode = refused > 0 || failed > 0 ? 1 : 0;
