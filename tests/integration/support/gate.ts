import { createServer, type IncomingHttpHeaders, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";

type Held = {
  action: string;
  when: "before" | "after";
  reached: () => void;
  released: Promise<void>;
};

/** A call that stands still until it is released. */
export type HeldCall = {
  /** Resolves once the call stands at the gate. */
  reached: Promise<void>;
  release: () => void;
};

/** Stands before a sandbox and can hold a call: before the sandbox sees it, or when it has answered. */
export type Gate = {
  url: string;
  /** Holds the next call of this action of AWS's, or of this method and path, such as `GET /cloudapi/1.0.0/vdcs`. */
  hold(action: string, when: "before" | "after"): HeldCall;
  close(): Promise<void>;
};

export async function startGate(target: string): Promise<Gate> {
  const holding: Held[] = [];
  const take = (action: string, when: Held["when"]) => {
    const index = holding.findIndex((held) => held.action === action && held.when === when);
    return index < 0 ? undefined : holding.splice(index, 1)[0];
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [path] = (request.url ?? "").split("?");
    const action = new URLSearchParams(body.toString("utf8")).get("Action") ?? `${request.method} ${path}`;
    await stand(take(action, "before"));
    // Headers go on as they came, `host` too: they are signed.
    const answer = await forward(target, request.method ?? "POST", request.url ?? "/", request.headers, body);
    await stand(take(action, "after"));
    reply(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(action, when) {
      let release = () => {};
      let arrive = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const reached = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      holding.push({ action, when, reached: arrive, released });
      return { reached, release };
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function stand(held: Held | undefined): Promise<void> {
  held?.reached();
  await held?.released;
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer } | "dropped";

function forward(
  target: string,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve) => {
    const outgoing = send(new URL(path, target), { method, headers }, async (incoming) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body: Buffer.concat(chunks) });
    });
    outgoing.on("error", () => resolve("dropped"));
    outgoing.end(body);
  });
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === "dropped") response.destroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}
