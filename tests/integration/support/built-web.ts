import { type ChildProcess, spawn } from "node:child_process";
import { type IncomingHttpHeaders, request as send } from "node:http";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import pg from "pg";
import { ensureBuild } from "@/bin/launcher/build";
import { checkoutRoot } from "@/bin/launcher/checkout";
import { webEnvironment } from "@/bin/launcher/environments";
import { authCookies } from "@/lib/auth/cookies";
import { sealSessionToken } from "@/lib/auth/session-token";
import { sealingKeys } from "./sealing-keys";

/** People come by https, through a proxy that speaks plain http to the web. */
export const httpsOrigin = "https://bridge.example";
const sessionSecret = "a secret of this test, long enough for it";
const BUILD_LOCK = 7_032_027;

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Sent = {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Whose session the request carries. */
  sessionId?: string | null | undefined;
  /** Streams the body without saying how long it is. */
  chunked?: boolean;
};

export type BuiltWeb = {
  port: number;
  /** What the process has logged. */
  lines: string[];
  pid: number;
  ask(path: string, sent?: Sent): Promise<Answer>;
  /** The cookie that carries a session, for what `ask` cannot send. */
  cookieOf(sessionId: string | null): Promise<string | undefined>;
  stop(): Promise<void>;
};

/**
 * The web as `npm start` runs it, on a build that all tests share: the first to need it makes it. `databaseUrl` may
 * lead through something that listens in.
 */
export async function startBuiltWeb(
  databaseUrl: string,
  environment: Record<string, string> = {},
  /** Another user of the machine; root's to choose. */
  uid?: number,
): Promise<BuiltWeb> {
  const folder = process.env.NEXT_DIST_DIR ?? ".next-test";
  await withBuildLock(() => ensureBuild(folder, quiet));
  const port = await findFreePort();
  const lines: string[] = [];
  const next = `${checkoutRoot}/node_modules/next/dist/bin/next`;
  const child = spawn(process.execPath, [next, "start", "--hostname", "127.0.0.1", "--port", String(port)], {
    cwd: checkoutRoot,
    env: webEnvironment({
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      NEXTAUTH_SECRET: sessionSecret,
      NEXTAUTH_URL: httpsOrigin,
      DRAWBRIDGE_INSTALLATION_ID: "test-installation",
      SEALING_PUBLIC_KEY: sealingKeys.publicKey,
      NEXT_DIST_DIR: folder,
      LOG_LEVEL: "info",
      ...environment,
    }),
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  }
  await isListening(child, lines);
  // As the launcher does: the framework loads what stands before it with its first request.
  await ask(port, "/api/health", {});
  return {
    port,
    lines,
    pid: child.pid as number,
    ask: async (path, sent = {}) => ask(port, path, await withSession(sent, environment)),
    cookieOf: async (sessionId) => (await withSession({ sessionId }, environment)).headers?.cookie as string,
    stop: () => kill(child),
  };
}

const quiet = { say: () => {}, warn: () => {}, fail: () => {}, relay: () => {} };

async function withBuildLock(work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [BUILD_LOCK]);
    await work();
  } finally {
    await client.end();
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function isListening(child: ChildProcess, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("Ready in")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`The web ended (${code}):\n${lines.join("\n")}`)));
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

async function withSession(sent: Sent, environment: Record<string, string>): Promise<Sent> {
  if (!sent.sessionId) return sent;
  const { name } = authCookies(environment.NEXTAUTH_URL ?? httpsOrigin).sessionToken;
  const value = await sealSessionToken({ sessionId: sent.sessionId }, 3600, { sessionSecret });
  const cookie = [sent.headers?.cookie, `${name}=${value}`].flat().filter(Boolean).join("; ");
  return { ...sent, headers: { ...sent.headers, cookie } };
}

/** Sends exactly this: `fetch` would not let a test choose Host, Origin or how a body goes. */
function ask(port: number, path: string, { method, headers, body, chunked }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined || chunked ? {} : { "content-length": Buffer.byteLength(body) };
    const outgoing = send(
      {
        host: "127.0.0.1",
        port,
        path,
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: { host: new URL(httpsOrigin).host, ...length, ...headers },
        setHost: false,
        agent: false,
      },
      async (incoming) => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of incoming) chunks.push(chunk as Buffer);
        } catch (error) {
          reject(error);
        }
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
      },
    );
    outgoing.on("error", reject);
    if (chunked) outgoing.write(body);
    outgoing.end(chunked ? undefined : body);
  });
}
