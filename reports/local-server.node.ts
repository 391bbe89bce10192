/** A server for this machine alone: nothing can be changed by it, and pages of other sites cannot read it. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../datasets/config-error.ts';

const HOST = '127.0.0.1';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  tex: 'text/x-tex; charset=utf-8',
};

export const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

export const contentType = (name: string): string =>
  TYPES[/\.([a-z]+)$/.exec(name)?.[1] ?? ''] ?? 'application/octet-stream';

export function refuse(
  response: ServerResponse,
  status: number,
  words: string,
  more: Record<string, string> = {},
): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...more });
  response.end(`${words}\n`);
}

export interface LocalServer {
  /** `http://127.0.0.1:4173/` */
  readonly address: string;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * @param port 0: any that is free
 * @param answer is given requests that read, with the path that they ask for: without query and the slash before it; null where it cannot be read
 * @throws ConfigError where the port cannot be had
 */
export async function openLocalServer(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse, path: string | null) => void,
): Promise<LocalServer> {
  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    // A page of another site whose name was made to lead here must not read what is served.
    if (!hosts.includes(request.headers.host ?? ''))
      return refuse(response, 421, 'this server answers for 127.0.0.1 alone');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'nothing can be changed here', { Allow: 'GET, HEAD' });
    answer(request, response, askedPath(request));
  });
  await listening(server, port);
  const own = (server.address() as AddressInfo).port;
  hosts = [`${HOST}:${own}`, `localhost:${own}`];
  return {
    address: `http://${HOST}:${own}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function askedPath(request: IncomingMessage): string | null {
  const [path = ''] = (request.url ?? '').split('?');
  try {
    return path.startsWith('/') ? decodeURIComponent(path.slice(1)) : null;
  } catch {
    return null;
  }
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'another program has it'
          : error.code === 'EACCES'
            ? 'this user may not'
            : error.message;
      fail(
        new ConfigError([`--port ${port}: cannot listen there (${why}); leave it out for any that is free`]),
      );
    });
    server.listen(port, HOST, done);
  });
