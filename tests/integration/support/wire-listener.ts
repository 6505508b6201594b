import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

export type WireListener = {
  /** Leads to the same database, through here. */
  url: string;
  /** The statements that came by since the last call, in their order, without what they were given. */
  take(): string[];
  close(): Promise<void>;
};

/**
 * Stands between a process and PostgreSQL and hears every statement that is sent: what an answer's time and work could
 * tell, whatever its words. `databaseUrl` as the tests' own server has it, on a Unix socket or a host.
 */
export async function listenOnWire(databaseUrl: string): Promise<WireListener> {
  const target = targetOf(databaseUrl);
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.pipe(client);
    const read = readStatements((statement) => heard.push(statement));
    client.on("data", (chunk: Buffer) => {
      read(chunk);
      upstream.write(chunk);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `postgresql://${target.user}@127.0.0.1:${port}/${target.database}`,
    take: () => heard.splice(0),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function targetOf(databaseUrl: string) {
  const [, user = "", address = "", database = "", query = ""] =
    /^[a-z]+:\/\/([^@/]*)@([^/]*)\/([^?]*)\??(.*)$/.exec(databaseUrl) ?? [];
  const options = new URLSearchParams(query);
  const host = options.get("host") ?? address.split(":")[0] ?? "";
  const port = Number(options.get("port") ?? address.split(":")[1] ?? 5432);
  const to = host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  return { ...to, user, database };
}

/** Reads the frontend's half of protocol 3: a start without a type, then messages of type, length and content. */
function readStatements(hear: (statement: string) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const typeBytes = started ? 1 : 0;
      if (rest.length < typeBytes + 4) return;
      const length = typeBytes + rest.readInt32BE(typeBytes);
      if (rest.length < length) return;
      const type = started ? String.fromCharCode(rest[0] ?? 0) : "";
      const content = rest.subarray(typeBytes + 4, length);
      // Query: the text. Parse: a name, then the text.
      if (type === "Q") hear(textOf(content, 0));
      if (type === "P") hear(textOf(content, content.indexOf(0) + 1));
      started = true;
      rest = rest.subarray(length);
    }
  };
}

function textOf(content: Buffer, from: number): string {
  return content.subarray(from, content.indexOf(0, from)).toString("utf8");
}
