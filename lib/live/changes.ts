import pg from "pg";
import { type Change, changeChannel } from "@/lib/db/signals";
import { log } from "@/lib/log";

type Listener = (change: Change | "reconnected") => void;

const shared = globalThis as { drawbridgeChanges?: Changes };
const reconnectMs = 1_000;

/** The web process's one LISTEN client; every open page's stream hangs on it. */
class Changes {
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
    client.on("notification", ({ payload }) => {
      const change = readChange(payload);
      if (change) this.tell(change);
    });
    client.on("error", () => {});
    client.on("end", () => this.lost(client));
    try {
      await client.connect();
      await client.query(`listen ${changeChannel}`);
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

  private tell(change: Change | "reconnected"): void {
    for (const listener of this.listeners) listener(change);
  }
}

/** Whoever may use the database may notify; what is no change of ours must not end the process. */
function readChange(payload: string | undefined): Change | null {
  try {
    const { organizationId, kind, id } = JSON.parse(payload ?? "") as Change;
    return [organizationId, kind, id].every((part) => typeof part === "string")
      ? { organizationId, kind, id }
      : null;
  } catch {
    return null;
  }
}

/** Calls `listener` for each change of any organization, until the returned function is called. Filter by reach. */
export function subscribeToChanges(listener: Listener): () => void {
  shared.drawbridgeChanges ??= new Changes();
  return shared.drawbridgeChanges.subscribe(listener);
}
