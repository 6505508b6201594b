import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { Inbox } from "./inbox";

export interface RunningMailServer {
  /** What a sender is configured with. */
  url: string;
  inbox: Inbox;
  close(): Promise<void>;
}

/** The largest mail that is taken: with as many as the inbox keeps, memory has an end. */
const SIZE_LIMIT_BYTES = 128 * 1024;

const tooLarge = () =>
  Object.assign(new Error("The mail is too large for this sandbox."), { responseCode: 552 });

/** A mail server that takes everything from everybody and hands it on to nobody. `port: 0` takes any free port. */
export async function startMailServer(options: { port: number; host?: string }): Promise<RunningMailServer> {
  const { host = "127.0.0.1" } = options;
  const inbox = new Inbox();
  const server = new SMTPServer({
    authOptional: true,
    // A sender that verifies certificates would not trust one of ours.
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    size: SIZE_LIMIT_BYTES,
    maxClients: 20,
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      let bytes = 0;
      stream.on("data", (part: Buffer) => {
        bytes += part.length;
        if (bytes <= SIZE_LIMIT_BYTES) parts.push(part);
      });
      stream.on("end", () => {
        if (bytes > SIZE_LIMIT_BYTES) return callback(tooLarge());
        const to = session.envelope.rcptTo.map(({ address }) => address);
        inbox.add(Buffer.concat(parts), to, new Date()).then(() => callback(), callback);
      });
    },
  });
  // A sender that hangs up in the middle is no reason to end.
  server.on("error", () => {});
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host.includes(":") ? `[${host}]` : host}:${port}`,
    inbox,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
