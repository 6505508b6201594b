import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { amendAnswer } from "./amend-answer";
import { refuseRequest } from "./refuse-request";
import { isInsidersHeader, securityHeaders } from "./security-headers";

type GuardOptions = { publicOrigin: string; refuseUpgrades: boolean };

/**
 * Stands before the framework on every server of this process, from the next request on: takes away what only
 * insiders may say, gives each answer its headers, and turns away what nothing should read. The framework offers no
 * place this early: its proxy sees neither files, nor failures of its own, nor upgrades.
 */
export function guardServers(options: GuardOptions): void {
  const guarded = new WeakSet<Server>();
  const guard = (server: Server | null) => {
    if (!server || guarded.has(server)) return;
    guarded.add(server);
    guardServer(server, options);
  };
  subscribe("net.server.socket", (message) => guard(serverOf((message as { socket: Socket }).socket)));
  // The framework calls this with its first request; that one's connection may stay the only one.
  subscribe("http.server.request.start", (message) => guard((message as { server: Server }).server));
}

/** Only servers of HTTP have limits of headers. */
function serverOf(socket: Socket): Server | null {
  const { server } = socket as Socket & { server?: Partial<Server> };
  return server && "maxHeadersCount" in server ? (server as Server) : null;
}

/**
 * Takes away what only insiders say, and has the request come to the address that is configured, whatever it says:
 * the framework makes addresses of it, for redirects and for calls to itself.
 */
function receiveAs(publicOrigin: string, { headers }: IncomingMessage): void {
  for (const name of Object.keys(headers)) if (isInsidersHeader(name)) delete headers[name];
  const { host, protocol } = new URL(publicOrigin);
  headers.host = host;
  headers["x-forwarded-host"] = host;
  headers["x-forwarded-proto"] = protocol.slice(0, -1);
  delete headers["x-forwarded-port"];
  delete headers.forwarded;
}

function guardServer(server: Server, { publicOrigin, refuseUpgrades }: GuardOptions): void {
  const headers = Object.entries(securityHeaders(publicOrigin));
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    receiveAs(publicOrigin, request);
    for (const [name, value] of headers) response.setHeader(name, value);
    // Files of the build may be kept and say so themselves, unless something was said before.
    if (!request.url?.startsWith("/_next/static/")) response.setHeader("cache-control", "no-store");
    const refusal = refuseRequest(request, publicOrigin);
    if (refusal) {
      // The rest of it is not waited for.
      response.writeHead(refusal.status, {
        "content-type": "text/plain; charset=utf-8",
        "cache-control": "no-store",
        connection: "close",
      });
      response.end(`${refusal.words}\n`);
      return;
    }
    amendAnswer(request, response);
    for (const listener of listeners) listener.call(server, request, response);
  });
  if (!refuseUpgrades) return;
  server.removeAllListeners("upgrade");
  server.on("upgrade", (_request: IncomingMessage, socket: Duplex) => {
    socket.on("error", () => {});
    socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
}
