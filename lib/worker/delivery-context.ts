import type { Dispatcher } from "undici";
import type { Jobs } from "@/lib/db/jobs";
import type { OutboundPolicy } from "@/lib/domain/notifications/outbound-address";
import type { Mailer } from "@/lib/providers/mail/mailer";
import type { WorkerContext } from "./context";

/** What handing on and delivering work with. */
export type DeliveryContext = Pick<WorkerContext, "db" | "clock" | "sealingKeys" | "stopping"> & {
  jobs: Jobs;
  /** Null: no e-mail is sent, and none is put down to be sent. */
  mailer: Pick<Mailer, "send"> | null;
  /** What links begin with; null: none are made. */
  publicOrigin: string | null;
  outbound: OutboundPolicy;
  /** Guarded: whatever is called is judged when it is connected to. */
  dispatcher: Dispatcher;
  /** 0 … 1, for pauses. */
  random: () => number;
};
