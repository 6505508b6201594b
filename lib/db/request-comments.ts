import { and, asc, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Transaction } from "./pool";
import { people } from "./schema/people";
import { requestComments } from "./schema/requests";

export type CommentRow = typeof requestComments.$inferSelect;
export type CommentWithName = CommentRow & { personName: string };

/** The thread of a request, oldest first. */
export async function listComments(
  tx: Transaction,
  request: { id: string; organizationId: string },
): Promise<CommentWithName[]> {
  const rows = await tx
    .select({ comment: requestComments, personName: people.name })
    .from(requestComments)
    .innerJoin(people, eq(people.id, requestComments.personId))
    .where(
      and(
        eq(requestComments.organizationId, request.organizationId),
        eq(requestComments.requestId, request.id),
      ),
    )
    .orderBy(asc(requestComments.at), asc(requestComments.id));
  return rows.map(({ comment, personName }) => ({ ...comment, personName }));
}

/** Adds a line to the thread; its id. */
export async function insertComment(
  tx: Transaction,
  comment: Omit<typeof requestComments.$inferInsert, "id">,
): Promise<string> {
  const id = uuidv7();
  await tx.insert(requestComments).values({ id, ...comment });
  return id;
}
