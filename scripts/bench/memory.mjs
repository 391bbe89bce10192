/** A simulation far larger than memory, filed on two threads: how much memory the processes hold at most. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { short } from './machine.mjs';

/** Of `marketplace`, four weeks: over 100 million impressions. */
const SHOPPERS = 400_000;
const MOST_BYTES = 2e9;
const SAMPLE_MS = 250;

/** Resident bytes of a process and all below it; 0 where `ps` cannot tell. */
function residentBytes(root) {
  try {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
    const tree = new Set([root]);
    for (let before = 0; before < tree.size; ) {
      before = tree.size;
      for (const [pid, parent] of rows) if (tree.has(parent)) tree.add(pid);
    }
    return rows.reduce((sum, [pid, , kilobytes]) => sum + (tree.has(pid) ? kilobytes * 1024 : 0), 0);
  } catch {
    return 0;
  }
}

/** `shoplab simulate` in a process of its own, its memory looked at four times a second. */
function simulate(out) {
  const command = ['simulate', 'marketplace', '--set', `shoppers.count=${SHOPPERS}`, '--threads', '2'];
  const child = spawn(
    process.execPath,
    ['dist/cli/main.node.js', ...command, '--out', out, '--json', '--quiet'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  let peak = 0;
  child.stdout.on('data', (text) => {
    printed += text;
  });
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentBytes(child.pid));
  }, SAMPLE_MS);
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => {
      clearInterval(sampler);
      if (code === 0) done({ result: JSON.parse(printed), peak });
      else fail(new Error(`bench: simulate ended with status ${code}`));
    });
  });
}

/** Prints and returns the peaks, sampled over the tree and the kernel's own of the process. Exit status 1 over 2 GB. */
export async function longRun() {
  const out = mkdtempSync(join(tmpdir(), 'shoplab-long-'));
  try {
    const { result, peak } = await simulate(join(out, 'log'));
    const { impressions, actions, seconds, peakMemoryBytes } = result;
    const most = Math.max(peak, peakMemoryBytes);
    const isBounded = most < MOST_BYTES;
    console.log(
      `\nlong run: ${short(impressions)} impressions and ${short(actions)} actions of ${short(SHOPPERS)} shoppers filed in ${seconds.toFixed(1)} s (${short(impressions / seconds)} impressions/s)`,
    );
    console.log(
      `  peak memory ${(peak / 1e6).toFixed(0)} MB over the process tree, ${(peakMemoryBytes / 1e6).toFixed(0)} MB by the kernel's account; ${isBounded ? 'under' : 'OVER'} 2 GB`,
    );
    if (!isBounded) process.exitCode = 1;
    return { shoppers: SHOPPERS, impressions, actions, seconds, peakTreeBytes: peak, peakMemoryBytes };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
