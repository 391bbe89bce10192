import { mkdirSync, symlinkSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { clearWatched, watch, watchedFolder } from './run-watch.fixture.ts';
import { shoplab } from './spawn-cli.fixture.ts';

// Other tests use every core.
vi.setConfig({ testTimeout: 180_000 });
afterAll(clearWatched);

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** The path goes out as it is told, dots and all. */
function ask(
  address: string,
  path: string,
  options: { method?: string; host?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(address);
  return new Promise((done, fail) => {
    request(
      {
        hostname,
        port,
        path,
        method: options.method ?? 'GET',
        ...(options.host && { headers: { host: options.host } }),
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (more: string) => {
          text += more;
        });
        response.on('end', () =>
          done({ status: response.statusCode!, type: response.headers['content-type'] ?? '', text }),
        );
      },
    )
      .on('error', fail)
      .end();
  });
}

/** Everything that the server tells until it ends the connection. */
function listen(address: string): {
  readonly events: [string, Record<string, unknown>][];
  readonly over: Promise<void>;
} {
  const events: [string, Record<string, unknown>][] = [];
  let rest = '';
  const over = new Promise<void>((done, fail) => {
    request(new URL('events', address), (response: IncomingMessage) => {
      response.setEncoding('utf8').on('data', (more: string) => {
        const parts = `${rest}${more}`.split('\n\n');
        rest = parts.pop()!;
        for (const part of parts) {
          const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? [];
          if (name !== undefined) events.push([name, JSON.parse(data!) as Record<string, unknown>]);
        }
      });
      response.on('close', done);
    })
      .on('error', fail)
      .end();
  });
  return { events, over };
}

const isFree = (address: string): Promise<boolean> =>
  new Promise((done) => {
    const { hostname, port } = new URL(address);
    const socket = connect(Number(port), hostname);
    socket.on('connect', () => {
      socket.destroy();
      done(false);
    });
    socket.on('error', () => done(true));
  });

it('serves the report while it grows, tells what happens, and ends on Ctrl-C with status 0 and the port free', async () => {
  const { address, ended, interrupt, said } = await watch(watchedFolder(), 'watched.yaml');
  const { events, over } = listen(address);
  const shell = await ask(address, '/');
  expect(shell).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
  expect(shell.text).toContain('Watched &lt;img src=x onerror=alert(1)&gt;');
  expect(shell.text).not.toContain('<img');
  await said(/is served at .* until Ctrl-C/);
  const report = await ask(address, '/report/index.html');
  expect(report.status).toBe(200);
  expect(report.text).toContain('item-knn');
  expect(await ask(address, '/report/summary.md')).toMatchObject({
    status: 200,
    type: 'text/markdown; charset=utf-8',
  });
  expect(await ask(address, '/report/charts/nothing.svg')).toMatchObject({ status: 404 });
  interrupt();
  const { status, stdout } = await ended;
  await over;
  expect(status).toBe(0);
  expect(stdout).toContain('als');
  expect(await isFree(address)).toBe(true);
  const names = events.map(([name]) => name);
  const runs = events.filter(([name]) => name === 'run').map(([, told]) => told);
  expect(runs.at(-1)).toMatchObject({ status: 'done', filed: 6, failed: 0 });
  const reports = events.filter(([name]) => name === 'report').map(([, told]) => told);
  expect(reports.length).toBeGreaterThan(1);
  expect(reports[0]!['of']).toBe(6);
  expect(reports.at(-1)).toMatchObject({ runs: 6, of: 6 });
  expect(names.at(-1)).toBe('end');
  expect(events.at(-1)![1]).toMatchObject({ status: 'done' });
});

it('answers for nothing else on the disk, nor for other hosts, nor to change anything', async () => {
  const folder = watchedFolder();
  mkdirSync(join(folder, 'out/watched/report'), { recursive: true });
  symlinkSync('/etc/passwd', join(folder, 'out/watched/report/link.txt'));
  const { address, ended, interrupt, said } = await watch(folder, 'watched.yaml');
  await said(/is served at/);
  const refused = [
    '/../../etc/passwd',
    '/report/../../../../../etc/passwd',
    '/report/..%2f..%2f..%2fetc%2fpasswd',
    '/report/%2e%2e/%2e%2e/study.json',
    '/report/../study.json',
    '/report//etc/passwd',
    '/report/link.txt',
    '/report/',
    '/report/%00',
    '/report/%zz',
    '/study.json',
    '//etc/passwd',
  ];
  for (const path of refused)
    expect({ path, ...(await ask(address, path)) }).toMatchObject({ path, status: 404 });
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask(address, '/report/index.html', { method })).status).toBe(405);
  expect((await ask(address, '/', { host: 'evil.example' })).status).toBe(421);
  const { port } = new URL(address);
  expect((await ask(address, '/', { host: `localhost:${port}` })).status).toBe(200);
  const second = await shoplab(['run', 'watched.yaml', '--watch', '--port', port], { cwd: folder });
  expect(second.status).toBe(2);
  expect(second.stderr).toMatch(/^--port \d+: cannot listen there \(another program has it\)/m);
  interrupt();
  expect((await ended).status).toBe(0);
});

it('interrupted while it runs, it says so to who watches, and ends as any interrupted run', async () => {
  const { address, ended, interrupt } = await watch(watchedFolder(), 'watched-long.yaml');
  const { events, over } = listen(address);
  await expect.poll(() => events.map(([name]) => name), { timeout: 120_000 }).toContain('progress');
  interrupt();
  expect((await ended).status).toBe(130);
  await over;
  expect(events.at(-1)).toEqual(['end', expect.objectContaining({ status: 'interrupted' })]);
  expect(await isFree(address)).toBe(true);
});

it('--port without --watch is refused', async () => {
  const { status, stderr } = await shoplab(['run', 'watched.yaml', '--port', '4000'], {
    cwd: watchedFolder(),
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: '--port is that of --watch, which was not asked for\n',
  });
});
