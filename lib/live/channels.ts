import pg from "pg";
import { answerChannel, changeChannel } from "@/lib/db/signals";
import { log } from "@/lib/log";

/** What arrived on a channel; or that the connection is back, and that anything may have been missed. */
export type Heard = { channel: string; payload: string } | "reconnected";
type Listener = (heard: Heard) => void;

const shared = globalThis as { drawbridgeChannels?: Channels };
const reconnectMs = 1_000;

/** The web process's one LISTEN client; every open page's stream, and everybody who waits for an answer, hangs on it. */
class Channels {
  private readonly listeners = new Set<Listener>();
  private client: pg.Client | null = null;
  private connecting = false;

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    void this.connect();
    return () => this.listeners.delete(listener);
  }

  private async connect(): Promise<void> {
    if (this.client || this.connecting) return;
    this.connecting = true;
    const client = new pg.Client({
      connectionString: process.env.DATABASE_URL,
      application_name: "drawbridge-live",
      options: "-c role=drawbridge_web",
      keepAlive: true,
    });
    client.on("notification", ({ channel, payload }) => this.tell({ channel, payload: payload ?? "" }));
    client.on("error", () => {});
    client.on("end", () => this.lost(client));
    try {
      await client.connect();
      await client.query(`listen ${changeChannel}; listen ${answerChannel}`);
      this.client = client;
      // What happened while nobody listened is unknown: everybody reads again.
      this.tell("reconnected");
    } catch (error) {
      log.warn({ err: error }, "cannot listen for changes; pages poll meanwhile");
      void client.end().catch(() => {});
      setTimeout(() => this.retry(), reconnectMs).unref();
    } finally {
      this.connecting = false;
    }
  }

  private lost(client: pg.Client): void {
    if (this.client !== client) return;
    this.client = null;
    setTimeout(() => this.retry(), reconnectMs).unref();
  }

  private retry(): void {
    if (this.listeners.size > 0) void this.connect();
  }

  private tell(heard: Heard): void {
    for (const listener of this.listeners) listener(heard);
  }
}

/** Calls `listener` for everything heard on the web's channels, until the returned function is called. */
export function subscribeToChannels(listener: Listener): () => void {
  shared.drawbridgeChannels ??= new Channels();
  return shared.drawbridgeChannels.subscribe(listener);
}
