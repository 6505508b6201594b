import type { SealingKeyPair } from "@/lib/crypto/key-pair";
import type { Database } from "@/lib/db/pool";
import type { AwsClients } from "@/lib/providers/aws/client";
import type { VcdClients } from "@/lib/providers/vcd/client";

/** What one worker's sweeps work with. */
export type WorkerContext = {
  db: Database;
  clients: AwsClients;
  vcdClients: VcdClients;
  /** Open what the web sealed: credentials of sites and people's tokens. The present one first. */
  sealingKeys: SealingKeyPair[];
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
