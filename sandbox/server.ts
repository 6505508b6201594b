import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ClockMode } from "./clock";
import { answerControl, type ControlAnswer, refusal } from "./control";
import { answerForm, isForm } from "./forms";
import type { Inbox } from "./mail/inbox";
import { mailPage } from "./mail/page";
import { journalPage, worldPage } from "./page";
import { StateFile } from "./persistence";
import { Sandbox } from "./state";
import { answerVendor, type Reply } from "./vendor";

export interface SandboxOptions {
  /** 0 = any free port. */
  port: number;
  host?: string;
  /** Where the world is kept between starts. */
  stateFile?: string;
  clock?: ClockMode;
  delays?: { initiatingMs?: number; provisioningMs?: number; deletingMs?: number; viewLagMs?: number };
  tokenBuckets?: boolean;
  /** The VCD that stands beside, if one does: this one's page says where. */
  vcd?: () => VcdNeighbour;
  /** What the mail server beside it took, if one does: shown and read below `/_sandbox/mail`. */
  mail?: Inbox;
}

export interface VcdNeighbour {
  url: string;
  /** PEM of the authority that signed its certificate. */
  authority: string;
  /** What of it cannot be reached on this machine, in words. */
  leftOut: string[];
}

export interface RunningSandbox {
  url: string;
  port: number;
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

/** EC2 and STS at `POST /`, the control surface below `/_sandbox`. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { host = "127.0.0.1", stateFile, clock = "real", delays, tokenBuckets } = options;
  const change = { ...(delays && { delays }), ...(tokenBuckets !== undefined && { tokenBuckets }) };
  const sandbox = new Sandbox(clock, change);
  const file = stateFile ? new StateFile(stateFile, sandbox) : undefined;
  file?.load();
  sandbox.change(change);
  if (file) sandbox.onChange(() => file.schedule());

  const server = createServer((request, response) => {
    answer(sandbox, request, options)
      .catch((error) => {
        console.error(error);
        return json(refusal(500, "InternalError", String(error)));
      })
      .then((reply) => {
        if (reply === "drop") request.socket.destroy();
        else response.writeHead(reply.status, reply.headers).end(reply.body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      file?.save();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const redirect = (location: string): Reply => ({ status: 303, body: "", headers: { location } });

const json = ({ status, json: value }: ControlAnswer): Reply => ({
  status,
  body: JSON.stringify(value),
  headers: { "content-type": "application/json; charset=utf-8" },
});

const page = (html: string): Reply => ({
  status: 200,
  body: html,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy":
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  },
});

async function answer(
  sandbox: Sandbox,
  request: IncomingMessage,
  { vcd, mail }: Pick<SandboxOptions, "vcd" | "mail">,
): Promise<Reply | "drop"> {
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  const body = await readBody(request);
  if (!body) return json(refusal(413, "RequestTooLarge", "The body is too large."));
  const method = request.method ?? "GET";
  if (path === "/_sandbox" || path.startsWith("/_sandbox/")) {
    const own = { method, path, query: new URLSearchParams(query), body, request };
    const beside = (vcd && answerNeighbour(own, vcd())) ?? (mail && answerMail(own, mail));
    return beside ?? answerOwn(sandbox, own, { vcd: vcd?.(), mail: mail !== undefined });
  }
  if (path !== "/") return json(refusal(404, "NotFound", `There is nothing at ${path}.`));
  if (method === "GET" && !query.includes("Action=")) return redirect("/_sandbox");
  return answerVendor(sandbox, { method, path, query, headers: request.headers, body });
}

interface OwnRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Buffer;
  request: IncomingMessage;
}

const AUTHORITY_PATH = "/_sandbox/vcd/authority.pem";

/** Where the VCD is, for whoever knows this sandbox alone, and what its clients must trust. */
function answerNeighbour({ method, path }: OwnRequest, vcd: VcdNeighbour): Reply | undefined {
  if (method !== "GET") return undefined;
  if (path === "/_sandbox/vcd") return json({ status: 200, json: vcd });
  if (path !== AUTHORITY_PATH) return undefined;
  return { status: 200, body: vcd.authority, headers: { "content-type": "application/x-pem-file" } };
}

/** What was mailed, as a page or as JSON, newest first; `?to=` for one address alone. */
function answerMail({ method, path, query, request }: OwnRequest, inbox: Inbox): Reply | undefined {
  if (path !== "/_sandbox/mail") return undefined;
  const to = query.get("to");
  if (method === "GET") {
    if (request.headers.accept?.includes("text/html")) return page(mailPage(inbox, to));
    return json({ status: 200, json: inbox.list(to) });
  }
  if (method !== "DELETE") return undefined;
  inbox.clear();
  return json({ status: 200, json: { ok: true } });
}

function answerOwn(
  sandbox: Sandbox,
  { method, path, query, body, request }: OwnRequest,
  beside: Parameters<typeof worldPage>[2],
): Reply {
  const name = path.slice("/_sandbox/".length);
  const wantsPage = method === "GET" && (name === "" || request.headers.accept?.includes("text/html"));
  if (wantsPage && name === "") return page(worldPage(sandbox, query, beside));
  if (wantsPage && name === "journal") return page(journalPage(sandbox));
  const text = body.toString("utf8");
  if (isForm(request)) {
    const target = answerForm(sandbox, name, request, text);
    return target
      ? redirect(target)
      : json(refusal(403, "Forbidden", "This form was sent from another site."));
  }
  let parsed: unknown;
  try {
    parsed = text ? JSON.parse(text) : undefined;
  } catch (error) {
    return json(refusal(400, "InvalidRequest", `The body is not JSON: ${error}`));
  }
  return json(answerControl(method, name, { sandbox, query, body: parsed }));
}
