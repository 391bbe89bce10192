/** Serves a growing report on this machine alone: pages by exact name from memory, and events. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentType, HEADERS, openLocalServer, refuse } from '../local-server.node.ts';
import type { LiveEvents } from './live-event.ts';
import { livePage } from './live-page.ts';

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

interface Heard {
  /** The last of each kind, in the order in which a page that opens now is told them. */
  readonly last: Map<keyof LiveEvents, string>;
  readonly open: Set<ServerResponse>;
}

const eventText = (name: string, event: unknown): string =>
  `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`;

function send(request: IncomingMessage, response: ServerResponse, name: string, served: Served): void {
  const type = contentType(name);
  // A picture that is opened by itself runs nothing either.
  const policy =
    type === contentType('index.html')
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
  const server = await openLocalServer(port, (request, response, path) => {
    if (path === '') return send(request, response, 'index.html', { text: page });
    if (path === 'events' && request.method === 'GET') return listenForEvents(request, response, heard);
    const name = path?.startsWith('report/') ? path.slice('report/'.length) : null;
    const served = name === null ? undefined : files.get(name);
    if (served) return send(request, response, name!, served);
    refuse(response, 404, 'there is no such page; pictures and tables are written when the study has ended');
  });
  const heartbeat = setInterval(() => {
    for (const response of heard.open) response.write(': here\n\n');
  }, HEARTBEAT);
  return {
    address: server.address,
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
      return server.close();
    },
  };
}
