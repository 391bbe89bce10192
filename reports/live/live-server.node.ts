/** Serves a growing report on this machine alone: pages by exact name from memory, and events. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigError } from '../../datasets/config-error.ts';
import type { LiveEvents } from './live-event.ts';
import { livePage } from './live-page.ts';

const HOST = '127.0.0.1';
/** Between two lines that keep a quiet connection open, milliseconds. */
const HEARTBEAT = 15_000;

/** A page in memory, or a file of which only this server knows the path. */
export type Served = { readonly text: string } | { readonly file: string };

export interface LiveServer {
  /** `http://127.0.0.1:4173/` */
  readonly address: string;
  /** Tells every open page, and pages that are opened later what they need of it. */
  tell<Name extends keyof LiveEvents>(name: Name, event: LiveEvents[Name]): void;
  /** What stands under `report/` from now on, by name; no other name is served. */
  serve(files: ReadonlyMap<string, Served>): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  tex: 'text/x-tex; charset=utf-8',
};

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

interface Heard {
  /** The last of each kind, in the order in which a page that opens now is told them. */
  readonly last: Map<keyof LiveEvents, string>;
  readonly open: Set<ServerResponse>;
}

const eventText = (name: string, event: unknown): string =>
  `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`;

function refuse(
  response: ServerResponse,
  status: number,
  words: string,
  more: Record<string, string> = {},
): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...more });
  response.end(`${words}\n`);
}

/** The path as it was asked for, without query; null where it cannot be read. */
function askedPath(request: IncomingMessage): string | null {
  const [path = ''] = (request.url ?? '').split('?');
  try {
    return path.startsWith('/') ? decodeURIComponent(path.slice(1)) : null;
  } catch {
    return null;
  }
}

function send(request: IncomingMessage, response: ServerResponse, name: string, served: Served): void {
  const type = TYPES[/\.([a-z]+)$/.exec(name)?.[1] ?? ''] ?? 'application/octet-stream';
  // A picture that is opened by itself runs nothing either.
  const policy =
    type === TYPES['html']
      ? {}
      : { 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" };
  response.writeHead(200, { ...HEADERS, ...policy, 'Content-Type': type });
  if (request.method === 'HEAD') response.end();
  else if ('text' in served) response.end(served.text);
  else
    createReadStream(served.file)
      .on('error', () => response.destroy())
      .pipe(response);
}

function listenForEvents(request: IncomingMessage, response: ServerResponse, { last, open }: Heard): void {
  response.writeHead(200, { ...HEADERS, 'Content-Type': 'text/event-stream' });
  response.write(`retry: 1000\n\n${[...last.values()].join('')}`);
  open.add(response);
  request.on('close', () => open.delete(response));
}

const sha256 = (script: string): string => createHash('sha256').update(script, 'utf8').digest('base64');

/**
 * @param port 0: any that is free
 * @throws ConfigError where the port cannot be had
 */
export async function openLiveServer(title: string, port: number): Promise<LiveServer> {
  const heard: Heard = { last: new Map(), open: new Set() };
  const page = livePage(title, sha256);
  let files: ReadonlyMap<string, Served> = new Map();
  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    // A page of another site whose name was made to lead here must not read what is served.
    if (!hosts.includes(request.headers.host ?? ''))
      return refuse(response, 421, 'this server answers for 127.0.0.1 alone');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'nothing can be changed here', { Allow: 'GET, HEAD' });
    const path = askedPath(request);
    if (path === '') return send(request, response, 'index.html', { text: page });
    if (path === 'events' && request.method === 'GET') return listenForEvents(request, response, heard);
    const name = path?.startsWith('report/') ? path.slice('report/'.length) : null;
    const served = name === null ? undefined : files.get(name);
    if (served) return send(request, response, name!, served);
    refuse(response, 404, 'there is no such page; pictures and tables are written when the study has ended');
  });
  await listening(server, port);
  const own = (server.address() as AddressInfo).port;
  hosts = [`${HOST}:${own}`, `localhost:${own}`];
  const heartbeat = setInterval(() => {
    for (const response of heard.open) response.write(': here\n\n');
  }, HEARTBEAT);
  return {
    address: `http://${HOST}:${own}/`,
    tell(name, event) {
      const text = eventText(name, event);
      heard.last.delete(name);
      heard.last.set(name, text);
      for (const response of heard.open) response.write(text);
    },
    serve(more) {
      files = more;
    },
    close() {
      clearInterval(heartbeat);
      for (const response of heard.open) response.end();
      return new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
    },
  };
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
