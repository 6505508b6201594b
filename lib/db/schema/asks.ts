import { index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { people } from "./people";
import { vcdSessions } from "./sign-on";

/** What a person waits for. The answer is sealed to a key that lives in the memory of the web process that asked. */
export const asks = pgTable(
  "asks",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    vcdSessionId: uuid().references(() => vcdSessions.id),
    kind: text().$type<"kubeconfig" | "upgrade-plan" | "shares">().notNull(),
    /** A cluster of VCD, or one registered in AWS. */
    clusterKind: text().$type<"vcd" | "aws">().notNull(),
    clusterId: uuid().notNull(),
    publicKey: text().notNull(),
    state: text().$type<"waiting" | "claimed" | "answered" | "failed">().notNull().default("waiting"),
    claimedUntil: at(),
    /** JSON sealed to `publicKey` for `ask/<id>`. */
    answerSealed: text(),
    fault: jsonb().$type<ProviderFault>(),
    createdAt: createdAt(),
    answeredAt: at(),
  },
  (t) => [index().on(t.state, t.createdAt)],
);
