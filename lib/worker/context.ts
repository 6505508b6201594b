import type { Database } from "@/lib/db/pool";
import type { AwsClients } from "@/lib/providers/aws/client";

/** What one worker's sweeps work with. */
export type WorkerContext = {
  db: Database;
  clients: AwsClients;
  /** Stands in our tags: another installation's objects are foreign. */
  installationId: string;
  /** This process, as leases name it. */
  workerId: string;
  clock: () => Date;
  glanceMs: number;
  fullSweepMs: number;
  /** No new step is begun once it is aborted. */
  stopping: AbortSignal;
};

/** A claim lasts this long unless it is renewed; a dead worker's place is free after it. */
export const leaseMs = 30_000;
