/** Wrong usage and interruption, told by the compiled command: what is said, where it points, and the exit status. */

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCommandLines } from './one-process.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

let folder = '';
const commands = openCommandLines();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shoplab-usage-'));
});
afterAll(() => {
  commands.close();
  return rm(folder, { recursive: true, force: true });
});

interface Draft {
  readonly name?: string;
  readonly data?: string;
  readonly feedback?: string;
  readonly split?: string;
  readonly neighbours?: number;
  readonly label?: string;
}

const studyText = (draft: Draft = {}): string =>
  [
    `name: ${draft.name ?? 'mine'}`,
    'title: Mine',
    `data: ${draft.data ?? '{ scenario: tiny, seed: a, set: [shoppers.count=60, days=5] }'}`,
    `feedback: ${draft.feedback ?? '{ source: actions, weights: { click: 1 } }'}`,
    `split: ${draft.split ?? '{ name: random }'}`,
    `algorithms: [{ name: user-knn, label: ${draft.label ?? 'near'}, params: { neighbours: ${draft.neighbours ?? 5} } }]`,
    'metrics: { names: [ndcg], at: [10] }',
    'statistics: { resamples: 100 }',
  ].join('\n');

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

/** Runs a study that must succeed. */
async function ran(out: string, draft: Draft = {}): Promise<string> {
  const dir = join(folder, out);
  const path = await file(`${out}.yaml`, studyText(draft));
  const { status, stderr } = await commands.run(['run', path, '--out', dir, '--no-report']);
  expect(stderr + status).toMatch(/0$/);
  return dir;
}

async function refused(...args: string[]): Promise<string[]> {
  const { status, stderr, stdout } = await commands.run(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  return stderr.trim().split('\n');
}

describe('mistakes in a study', () => {
  it('between fields are told beside those of one field, each in its place', async () => {
    const path = await file(
      'mixed.yaml',
      [
        'name: mine',
        'title: Mine',
        'data: { scenario: tyny }',
        'feedback: { source: actions, weights: { click: 1 }, relevant: [order], sauce: 1 }',
        'split: { name: fixed }',
        'algorithms:',
        '  - { name: popularity }',
        '  - { name: popularity }',
        'metrics: { names: [ndgc, recall, recall], at: [10, 10], primary: ndcg@20 }',
        'seedz: [1]',
      ].join('\n'),
    );
    const lines = await refused('run', path, '--out', join(folder, 'never'));
    const places = [
      /mixed\.yaml:3:19 data\.scenario: 'tyny' .*did you mean 'tiny'\?/,
      /mixed\.yaml:4:63 feedback\.relevant: a relevant kind needs a weight/,
      /mixed\.yaml:4:72 feedback\.sauce: .*did you mean 'source'\?/,
      /mixed\.yaml:5:16 split\.name: fixed needs data published in parts; a simulated log has none/,
      /mixed\.yaml:8:5 algorithms\[1\]: 'popularity' stands twice/,
      /mixed\.yaml:9:20 metrics\.names\[0\]: .*did you mean 'ndcg'\?/,
      /mixed\.yaml:9:34 metrics\.names\[2\]: 'recall' stands twice/,
      /mixed\.yaml:9:52 metrics\.at\[1\]: '10' stands twice/,
      /mixed\.yaml:9:66 metrics\.primary: ndcg@20 is not among the metrics/,
      /mixed\.yaml:10:1 seedz: .*did you mean 'seeds'\?/,
    ];
    expect(lines).toHaveLength(places.length);
    for (const [i, place] of places.entries()) expect(lines[i]).toMatch(place);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('within parts are told in their places, with the nearest known name', async () => {
    const path = await file(
      'parts.yaml',
      studyText().replace(
        /algorithms: .*/,
        [
          'algorithms:',
          '  - name: fallback',
          '    params:',
          '      parts:',
          '        - { name: item-kn }',
          '        - name: weighted',
          '          params:',
          '            parts: [{ name: als, params: { factor: 8 } }, { name: svd }]',
        ].join('\n'),
      ),
    );
    const within = 'algorithms\\[0\\]\\.params\\.parts';
    const inner = `${within}\\[1\\]\\.params\\.parts`;
    const lines = await refused('run', path, '--out', join(folder, 'never-parts'));
    const places = [
      `:10:19 ${within}\\[0\\]\\.name: 'item-kn' is not known; did you mean 'item-knn'\\?`,
      `:13:44 ${inner}\\[0\\]\\.params\\.factor: unknown key; did you mean 'factors'\\?`,
      `:13:67 ${inner}\\[1\\]\\.name: 'svd' has task 'rate'; a part must rank`,
    ];
    expect(lines).toHaveLength(places.length);
    for (const [i, place] of places.entries()) expect(lines[i]).toMatch(new RegExp(place));
    expect(existsSync(join(folder, 'never-parts'))).toBe(false);
  });

  it.each([
    ['data: { dataset: gowala }', { data: '{ dataset: gowala }' }, /:3:18 data\.dataset: .*'gowalla'\?/],
    [
      'texts for a recommender',
      { feedback: '{ source: texts }' },
      /algorithms\[0\]\.name: .* has task 'rank', and `source: texts` is for task 'label'/,
    ],
  ])('%s is refused in its place', async (name, draft, said) => {
    const path = await file(`${name.replace(/\W/g, '')}.yaml`, studyText(draft));
    expect((await refused('run', path))[0]).toMatch(said);
  });

  it('a split that the data cannot have ends with status 2', async () => {
    const path = await file(
      'last.yaml',
      studyText({ split: '{ name: leave-last-n, params: { n: 100000000 } }' }),
    );
    const lines = await refused('run', path, '--out', join(folder, 'last'), '--quiet');
    expect(lines.at(-1)).toMatch(/split: fold 0 of leave-last-n has \d+ training and 0 test rows/);
  });
});

describe('the folder of a study', () => {
  // macOS has no names that are free again when their process is killed.
  it.skipIf(process.platform === 'darwin')(
    'is one run’s at a time, and nothing that a run does is undone by another',
    async () => {
      const out = join(folder, 'at-once');
      const path = await file('at-once.yaml', studyText());
      let starting: Promise<unknown> | undefined;
      const second: { status: number | null; stderr: string }[] = [];
      const first = await shoplab(['run', path, '--out', out, '--no-report'], {
        onStderr: () => {
          starting ??= commands
            .run(['run', path, '--out', join(out, '.'), '--no-report', '--quiet'])
            .then((ended) => {
              second.push(ended);
            });
        },
      });
      await starting;
      expect(first.status, first.stderr).toBe(0);
      expect(second[0]).toMatchObject({
        status: 2,
        stderr: `out: ${out}: another \`shoplab run\` is at work in it; wait for its end, or give another folder\n`,
      });
      // A killed one holds nothing.
      const killed = await shoplab(['run', path, '--out', join(folder, 'killed')], {
        onStderr: (_, kill) => kill('SIGKILL'),
      });
      expect(killed.signal).toBe('SIGKILL');
      expect((await commands.run(['run', path, '--out', join(folder, 'killed'), '--no-report'])).status).toBe(
        0,
      );
    },
  );

  it('that is not there, or none, is told with the nearest that is', async () => {
    const dir = await mkdtemp(join(folder, 'near-'));
    await mkdir(join(dir, 'quickstart'));
    expect(await refused('report', join(dir, 'quikstart'))).toEqual([
      `report: ${join(dir, 'quikstart')} is not there; did you mean '${join(dir, 'quickstart')}'?`,
    ]);
    expect(await refused('report', join(dir, 'x', 'y'))).toEqual([
      `report: ${join(dir, 'x', 'y')} is not there`,
    ]);
    const path = await file('no-folder', 'x');
    expect(await refused('report', path)).toEqual([
      `report: ${path} is a file; the folder of a study that was run is needed`,
    ]);
    expect(await refused('report', ' ')).toEqual(['report: the path is empty; a folder is needed']);
  });

  it.each([
    ['a folder', (at: string) => mkdir(at), 'it is a folder, and a file is needed'],
    [
      'more than a text can hold',
      (at: string) => writeFile(at, '').then(() => truncate(at, 2 ** 30)),
      'it has 1073741824 bytes, and \\d+ are the most',
    ],
    ['a pipe', (at: string) => promisify(execFile)('mkfifo', [at]), 'it is no plain file'],
  ])(
    'with %s for a record is told at once, by its file',
    { skip: process.platform === 'win32' },
    async (name, make, said) => {
      const out = await ran(`odd-${name.replace(/\W/g, '-')}`);
      const [record] = (await readdir(join(out, 'runs'))).filter((one) => one.endsWith('.json'));
      const at = join(out, 'runs', record!);
      await rm(at);
      await make(at);
      for (const args of [
        ['report', out],
        ['compare', out, out],
      ]) {
        const { status, stderr } = await commands.run(args);
        expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, lines: 1 });
        expect(stderr.trim()).toMatch(new RegExp(`${at}:? cannot be read: ${said}$`));
      }
    },
  );

  it.each(['ab', 'open-bandit', 'scaling-set', 'throughput-set'])(
    'with a shoplab.%s of nothing else is told by its file',
    async (kind) => {
      const dir = await mkdtemp(join(folder, 'bare-'));
      const name = `${kind.replace('-set', '')}.json`;
      await writeFile(join(dir, name), JSON.stringify({ schema: `shoplab.${kind}/1` }));
      const { status, stderr } = await commands.run(['report', dir]);
      expect(status).toBe(1);
      expect(stderr.trim()).toMatch(
        /^shoplab: report: \S+\.json is damaged or of another version: no report can be made of it \([^\n]*\)$/,
      );
      await writeFile(join(dir, name), JSON.stringify({ schema: `shoplab.${kind}/7` }));
      expect((await commands.run(['report', dir])).stderr).toContain(join(dir, name));
    },
  );

  it.each([
    ['empty', '', /record\.json: not JSON \(.*\); remove the file and run the study again$/],
    ['null', 'null', /record\.json: not a shoplab\.kind\/1$/],
    ['of no more than its schema', '{"schema":"shoplab.kind/1"}', /record\.json: damaged: it has no inputs$/],
  ])('with a record that is %s is told by its file', async (_, text, said) => {
    const dir = await mkdtemp(join(folder, 'record-'));
    await writeFile(join(dir, 'record.json'), text);
    const { status, stderr } = await commands.run(['report', dir]);
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(said);
  });

  it('is never another study’s, a file or nothing', async () => {
    const out = await ran('first');
    const before = await readFile(join(out, 'study.json'), 'utf8');
    const other = await file('other.yaml', studyText({ name: 'other' }));
    expect((await refused('run', other, '--out', out))[0]).toContain("holds study 'mine'");
    expect(await readFile(join(out, 'study.json'), 'utf8')).toBe(before);
    expect((await refused('run', other, '--out', ''))[0]).toContain('the path is empty');
    expect((await refused('run', other, '--out', other))[0]).toContain('is a file');
    expect((await refused('run', other, '--out', join(other, 'inside')))[0]).toContain('cannot be a folder');
  });

  it.each([
    ['null', 'null'],
    ['no runs', '{"schema":"shoplab.study/1","name":"x"}'],
    ['a truncated text', '{"schema":'],
    ['nothing', null],
  ])('with %s for a study.json is no study to compare or report', async (_, text) => {
    const dir = await mkdtemp(join(folder, 'bad-'));
    if (text !== null) await writeFile(join(dir, 'study.json'), text);
    expect((await refused('compare', dir, dir))[0]).toContain(join(dir, 'study.json'));
    expect((await refused('report', dir))[0]).toContain(join(dir, 'study.json'));
    expect((await refused('verify', dir))[0]).toContain('holds no manifest.json');
  });
});

describe('compare', () => {
  it('pairs one study under two parameters, as the README has it, and refuses where nothing pairs', async () => {
    const before = await ran('before');
    const after = await ran('after', { neighbours: 50 });
    const { status, stdout } = await commands.run(['compare', before, after, '--json']);
    expect(status).toBe(0);
    const { differences } = JSON.parse(stdout) as { differences: { label: string; n: number }[] };
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ label: 'near', n: expect.any(Number) });
    expect(differences[0]!.n).toBeGreaterThan(5);
    const out = join(folder, 'compared');
    const written = await commands.run(['compare', before, after, '--out', out]);
    expect(written.status).toBe(0);
    const page = await readFile(join(out, 'index.html'), 'utf8');
    expect(/Changed: [^<]*/.exec(page)?.[0]).toMatch(
      /^Changed: algorithm\.params\.neighbours from \d+ to 50\./,
    );
    expect((await readdir(join(out, 'charts'))).filter((name) => name !== 'drawn.json')).toHaveLength(4);
    expect(await readFile(join(out, 'differences.csv'), 'utf8')).toMatch(/^algorithm,repeats,metric,/);
    const stranger = await ran('stranger', { label: 'far' });
    expect((await refused('compare', before, stranger))[0]).toMatch(
      /nothing pairs: .* the first has 'near'; the other 'far'/,
    );
  });
});

describe('names and options', () => {
  it.each([
    [['simulate', 'tyny'], "did you mean 'tiny'?"],
    [['data', 'check', 'gowala'], "did you mean 'gowalla'?"],
    [['data', 'check', 'foo'], 'known: online-retail'],
    [['run', 'zzzzz'], 'known: '],
  ])('%j suggests a near name, else lists them', async (args, said) => {
    expect((await refused(...args))[0]).toContain(said);
  });

  it('a folder in place of a scenario is called as it was written', async () => {
    expect(await refused('simulate', folder)).toEqual([`scenario: '${folder.slice(0, 60)}' is not a file`]);
  });

  it('one value out of range is one fault', async () => {
    expect(await refused('explain', 'tiny', '--set', 'shoppers.count=1e300')).toEqual([
      '--set shoppers.count=1e300: shoppers.count: 1e+300 is above the most allowed, 5000000',
    ]);
  });

  it.each([
    ['--out', 'x'],
    ['--threads', '2'],
  ])('%s with --task or --barrier is refused', async (option, value) => {
    const task = ['--task', 'shard=1/1,round=0', '--state', join(folder, 'state')];
    expect((await refused('simulate', 'tiny', ...task, option, value))[0]).toContain(
      `'${option}' has no meaning`,
    );
    const barrier = ['--barrier', '0', '--state', join(folder, 'state')];
    expect((await refused('simulate', 'tiny', ...barrier, option, value))[0]).toContain('has no meaning');
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  it('data check of missing data says the address, the checksum and the place', async () => {
    const { status, stdout } = await commands.run(['data', 'check', 'online-retail'], {
      env: { SHOPLAB_DATA: join(folder, 'nothing') },
    });
    expect(status).toBe(1);
    expect(stdout).toContain('https://archive.ics.uci.edu/');
    expect(stdout).toMatch(/sha256 [0-9a-f]{64}/);
    expect(stdout).toContain(join(folder, 'nothing', 'online-retail', 'online-retail.csv'));
  });

  it('schema study describes every field, and the parts of algorithms', async () => {
    const { stdout } = await commands.run(['schema', 'study']);
    const schema = JSON.parse(stdout) as Node & { readonly $defs: { readonly part: Node } };
    expect(undescribed(schema, '')).toEqual([]);
    expect(undescribed(schema.$defs.part, '')).toEqual([]);
    expect(schema.$defs.part.oneOf).toContainEqual(
      expect.objectContaining({
        properties: expect.objectContaining({ name: { type: 'string', const: 'als' } }),
      }),
    );
  });
});

interface Node {
  readonly const?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** Paths of properties without a description; constants (the name of a branch) need none. */
function undescribed(node: Node, path: string): string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
    ...(inner.const === undefined && inner.description === undefined ? [`${path}.${key}`] : []),
    ...undescribed(inner, `${path}.${key}`),
  ]);
  const inner = [...(node.items ? [node.items] : []), ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return [...own, ...inner.flatMap((one) => undescribed(one, path))];
}

describe('a reader that leaves', () => {
  it('ends the command quietly', async () => {
    const main = fileURLToPath(new URL('../dist/cli/main.node.js', import.meta.url));
    const child = spawn(process.execPath, [main, 'schema', 'study'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const status = await new Promise((done) => child.on('close', done));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('what cannot be said', () => {
  const isLinux = existsSync('/dev/full');

  it('of results fails in one line, without a stack', { skip: !isLinux }, async () => {
    const main = fileURLToPath(new URL('../dist/cli/main.node.js', import.meta.url));
    const full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [main, 'list', 'metrics'], { stdio: ['ignore', full.fd, 'pipe'] });
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const status = await new Promise((done) => child.on('close', done));
    await full.close();
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'shoplab: stdout cannot be written: ENOSPC: no space left on device, write\n',
    });
  });

  it('names the path before what the system says of it, and nothing that a terminal would obey', async () => {
    const place = await file('a-file', 'x');
    const { status, stderr } = await commands.run(['simulate', 'tiny', '--out', join(place, 'in')]);
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(
      /^shoplab: \S+a-file: file already exists \(EEXIST, mkdir\)$|^shoplab: \S+a-file\S*: not a directory \(ENOTDIR, \w+\)$/,
    );
    const dir = await mkdtemp(join(folder, 'esc-'));
    await writeFile(join(dir, 'study.json'), '\u001b]0;title\u0007\u001b[2J');
    for (const args of [
      ['report', dir],
      ['report', join(dir, 'no\u001b[31m\u202e')],
      ['compare', dir, dir],
    ])
      expect((await refused(...args)).join('')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('an interruption', () => {
  /** Sends SIGINT as soon as stderr says `when`. */
  const interruptedAt = (when: RegExp, args: readonly string[]) => {
    let sent = false;
    return shoplab(args, {
      onStderr: (text, kill) => {
        if (sent || !when.test(text)) return;
        sent = true;
        kill('SIGINT');
      },
    });
  };

  it('is heeded while a report is drawn, by run and by report', async () => {
    const out = join(folder, 'drawn');
    const path = await file('drawn.yaml', studyText());
    const run = await interruptedAt(/drawing: \d+\//, ['run', path, '--out', out]);
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 130, stdout: '' });
    expect(run.stderr).toMatch(/^fits: 1\/1$/m);
    expect(run.stderr).toContain('interrupted (SIGINT); finished fits are kept');
    const report = await interruptedAt(/drawing: \d+\//, ['report', out]);
    expect({ status: report.status, stdout: report.stdout }).toEqual({ status: 130, stdout: '' });
    expect(report.stderr).not.toContain('kept');
    expect(await readdir(join(out, 'report'))).toEqual(['charts']);
  });

  it('is heeded while a log is verified', async () => {
    const out = join(folder, 'log');
    await mkdir(folder, { recursive: true });
    expect((await commands.run(['simulate', 'tiny', '--set', 'days=2', '--out', out])).status).toBe(0);
    const { status, stdout } = await interruptedAt(/verifying: 0\//, ['verify', out]);
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
  });
});
