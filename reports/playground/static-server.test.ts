import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalServer } from '../local-server.node.ts';
import { serveFolder } from './static-server.node.ts';

let folder = '';
let server: LocalServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoplab-static-'));
  const site = join(folder, 'site');
  mkdirSync(join(site, 'inner'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(join(site, 'index.html'), '<p>page</p>');
  writeFileSync(join(site, 'worker.js'), 'post()');
  writeFileSync(join(site, 'inner/file.js'), 'inner()');
  symlinkSync(join(folder, 'secret.txt'), join(site, 'link.txt'));
  symlinkSync(folder, join(site, 'up'));
  server = await serveFolder(site, { port: 0, under: 'some/where/' });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks for a path as it is, which `fetch` would tidy up. */
const ask = (path: string, options: { method?: string; host?: string } = {}) =>
  new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    const { hostname, port, host } = new URL(server.address);
    const headers = { host: options.host ?? host };
    request({ hostname, port, path, headers, method: options.method ?? 'GET' }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          type: response.headers['content-type'] ?? '',
          text: Buffer.concat(parts).toString(),
        }),
      );
    })
      .on('error', reject)
      .end();
  });

describe('the server of the static playground', () => {
  it('serves what is there, under its folder, by type', async () => {
    expect(await ask('/some/where/')).toEqual({
      ...{ status: 200, type: 'text/html; charset=utf-8', text: '<p>page</p>' },
    });
    expect(await ask('/some/where/worker.js?v=2')).toMatchObject({
      ...{ status: 200, type: 'text/javascript; charset=utf-8', text: 'post()' },
    });
    expect(await ask('/some/where/worker.js', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  it.each([
    '/',
    '/worker.js',
    '/some/where/../../secret.txt',
    '/some/where/../secret.txt',
    '/some/where/..%2fsecret.txt',
    '/some/where/%2e%2e/secret.txt',
    '/some/where/%2e%2e%2fsecret.txt',
    '/some/where/..%5csecret.txt',
    '/some/where/%252e%252e%252fsecret.txt',
    '/some/where//etc/passwd',
    '/some/where/%00',
    '/some/where/worker.js%00.html',
    '/some/where/link.txt',
    '/some/where/up/secret.txt',
    '/some/where/inner/file.js',
    '/some/where/%E0%A4%A',
    '/some/where/__proto__',
  ])('has nothing under %s', async (path) => {
    const { status, text } = await ask(path);
    expect([status, text]).toEqual([404, 'there is no such file\n']);
  });

  it('changes nothing, and answers for this machine alone', async () => {
    expect((await ask('/some/where/', { method: 'POST' })).status).toBe(405);
    expect((await ask('/some/where/', { host: 'evil.example' })).status).toBe(421);
  });

  it('is started by npm run playground, says where, and ends when interrupted', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const child = spawn(process.execPath, ['scripts/playground.mjs'], { cwd: root });
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString();
        const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(said);
        if (found && said.includes('dist/playground/')) resolve(found[0]);
      });
      ended.then(() => reject(new Error(said)));
    });
    const page = await (await fetch(address)).text();
    expect(page).toContain('Content-Security-Policy');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    await expect(fetch(address)).rejects.toThrow();
  });

  it('refuses a port that is none', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const child = spawn(process.execPath, ['scripts/playground.mjs', '--port', 'http'], { cwd: root });
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(2);
  });
});
