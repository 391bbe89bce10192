import { Command } from 'commander';
import { act, type CommonOptions } from './action.node.ts';
import { EXIT_FAILED } from './exit.node.ts';
import { count, table } from './format.node.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'read a simulated log whole and check it against its manifest: bytes, rows, digests, invariants',
    )
    .argument('<dir>', 'folder of a log')
    .option('--json', 'print one JSON object')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  $ npx shoplab verify out/tiny')
    .action((dir: string, options: CommonOptions) =>
      act(options, async (action) => {
        const { verifyStore } = await import('../datasets/store/verify.node.ts');
        const verified = await verifyStore(dir, {
          signal: action.signal,
          onProgress: (done, total) => action.progress.update('verifying', done, total),
        });
        action.print(verified, () => [
          table(
            ['table', 'rows', 'state'],
            verified.tables.map((t) => [t.name, count(t.rows), t.problems.length === 0 ? 'ok' : 'DAMAGED']),
          ),
          ...verified.problems,
          '',
          verified.ok ? `ok: digest ${verified.digest}` : `${dir}: ${verified.problems.length} problem(s)`,
        ]);
        if (!verified.ok) process.exitCode = EXIT_FAILED;
      }),
    );
}
