import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ClockMode } from "../clock";
import { issue, makeAuthority, validityFrom } from "../kubernetes/certificates";
import { StateFile } from "../persistence";
import { answerVendor } from "./answer";
import { answerControl, refusal } from "./control";
import { settle } from "./jobs";
import { LoopbackNetwork } from "./loopback-network";
import { mergeWorld } from "./merge-world";
import type { Personality, SettingsChange } from "./settings";
import { VcdSandbox } from "./state";
import { describeUnreachable } from "./unreachable";
import { type World, worldSchema } from "./world";

export interface VcdSandboxOptions {
  /** 0 = any free port. */
  port: number;
  host?: string;
  /** Where the world is kept between starts. */
  stateFile?: string;
  /** What an empty world is filled with; one that the state file holds stays as it is. */
  world?: World;
  clock?: ClockMode;
  /** "3.0.4" without it, or what the state file says. */
  personality?: Personality;
  /** `"own-authority"` makes a certificate of a private authority; its PEM is in the answer. Without it: plain HTTP. */
  tls?: "own-authority" | { certificate: string; privateKey: string };
  /** False leaves out control planes and forwarding: nothing is bound but the port itself. */
  forwarding?: boolean;
  settings?: Omit<SettingsChange, "personality">;
}

export interface RunningVcdSandbox {
  url: string;
  port: number;
  /** PEM of the private authority, with `tls: "own-authority"`. */
  authority?: string;
  /** What cannot be reached on this machine, in words: the world's ranges, and what should listen now. */
  leftOut(): string[];
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

interface TlsFiles {
  certificate: string;
  privateKey: string;
  authority?: string;
}

const AUTHORITY_DAYS = 3650;

/** The authority is made once and kept with the world: whoever was given it goes on trusting it. */
async function tlsFiles(
  tls: VcdSandboxOptions["tls"],
  host: string,
  { store }: VcdSandbox,
): Promise<TlsFiles | null> {
  if (!tls) return null;
  if (tls !== "own-authority") return tls;
  const now = Date.now();
  const [kept] = store.authorities.all();
  const authority =
    kept ?? store.authorities.put(await makeAuthority("Sandbox VCD", validityFrom(now, AUTHORITY_DAYS)));
  const request = {
    subject: "CN=vcd.sandbox",
    usage: "server" as const,
    dnsNames: ["localhost", "vcd.sandbox"],
    ipAddresses: [...new Set(["127.0.0.1", host].filter((each) => /^\d+(\.\d+){3}$/.test(each)))],
  };
  return { ...(await issue(authority, request, validityFrom(now))), authority: authority.certificate };
}

/** VCD, CSE and the control planes behind its edges; the control surface below `/_sandbox/vcd`. */
export async function startVcdSandbox(options: VcdSandboxOptions): Promise<RunningVcdSandbox> {
  const { host = "127.0.0.1", stateFile, clock = "real", personality } = options;
  const change = { ...options.settings, ...(personality && { personality }) };
  const sandbox = new VcdSandbox(clock, change);
  const file = stateFile ? new StateFile(stateFile, sandbox) : undefined;
  file?.load();
  sandbox.change(change);
  const network = new LoopbackNetwork(sandbox, options.forwarding ?? true);
  const timer = new JobTimer(sandbox, network, () => file?.schedule());
  sandbox.onChange(() => file?.schedule());

  const tls = await tlsFiles(options.tls, host, sandbox);
  const listener: RequestListener = (request, response) => {
    answer(sandbox, network, request, response, tls !== null)
      .catch((error) => {
        console.error(error);
        if (!response.headersSent) sendJson(response, 500, refusal(500, "InternalError", String(error)).json);
      })
      .finally(() => timer.arm());
  };
  const server = tls
    ? createTlsServer({ key: tls.privateKey, cert: tls.certificate }, listener)
    : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const scheme = tls ? "https" : "http";
  const url = `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`;
  sandbox.baseUrl = url;
  await sandbox.exclusive(async () => {
    if (options.world && sandbox.store.organizations.size === 0) {
      await mergeWorld(sandbox, worldSchema.parse(options.world));
    }
    await settle(sandbox);
    await network.sync();
  });
  const unreachable = network.enabled ? await describeUnreachable(sandbox.store) : [];
  file?.save();
  timer.arm();
  return {
    url,
    port,
    ...(tls?.authority && { authority: tls.authority }),
    leftOut: () => [...unreachable, ...network.leftOut.values()],
    async close() {
      timer.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await sandbox.exclusive(() => network.close());
      file?.save();
    },
  };
}

/** With a real clock, what is due happens also when nobody calls. */
class JobTimer {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly sandbox: VcdSandbox,
    private readonly network: LoopbackNetwork,
    private readonly onDone: () => void,
  ) {}

  arm(): void {
    clearTimeout(this.timer);
    const job = this.sandbox.nextJob();
    if (this.stopped || this.sandbox.clock.mode !== "real" || !job) return;
    const wait = Math.max(0, job.at - this.sandbox.clock.now());
    this.timer = setTimeout(() => this.run(), wait + 1);
    this.timer.unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private run(): void {
    const work = this.sandbox.exclusive(async () => {
      if (this.stopped) return;
      await settle(this.sandbox);
      await this.network.sync();
    });
    work.then(
      () => {
        this.onDone();
        this.arm();
      },
      (error) => console.error(error),
    );
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_LIMIT_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function sendJson(response: ServerResponse, status: number, json: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(json));
}

const CONTROL = "/_sandbox/vcd/";

async function answer(
  sandbox: VcdSandbox,
  network: LoopbackNetwork,
  request: IncomingMessage,
  response: ServerResponse,
  secure: boolean,
): Promise<void> {
  const [path = "/", queryText = ""] = (request.url ?? "/").split("?", 2);
  const body = await readBody(request);
  if (body === null)
    return sendJson(response, 413, refusal(413, "RequestTooLarge", "The body is too large.").json);
  const method = request.method ?? "GET";
  // VCD's own clients leave `==` and `;` as they are, so that only `&` separates.
  const query = new URLSearchParams(queryText);
  if (path.startsWith(CONTROL)) {
    // Another site's page must not press buttons here.
    const site = request.headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none") {
      return sendJson(
        response,
        403,
        refusal(403, "Forbidden", "This call was sent by another site's page.").json,
      );
    }
    let given: unknown;
    try {
      given = body === "" ? undefined : JSON.parse(body);
    } catch (error) {
      return sendJson(response, 400, refusal(400, "InvalidRequest", `The body is not JSON: ${error}`).json);
    }
    const { status, json } = await sandbox.exclusive(async () => {
      const result = await answerControl(method, path.slice(CONTROL.length), {
        sandbox,
        network,
        query,
        body: given,
      });
      await network.sync();
      return result;
    });
    return sendJson(response, status, json);
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
  const base = headers.host ? `${secure ? "https" : "http"}://${headers.host}` : sandbox.baseUrl;
  const outcome = await sandbox.exclusive(async () => {
    const result = await answerVendor(sandbox, { method, path, query, headers, body, base });
    await network.sync();
    return result;
  });
  if (outcome.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, outcome.delayMs));
  if ("drop" in outcome) {
    request.socket.destroy();
    return;
  }
  const { reply } = outcome;
  response.writeHead(reply.status, { "cache-control": "no-store", ...reply.headers }).end(reply.body);
}
