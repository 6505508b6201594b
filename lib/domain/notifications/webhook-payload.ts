import type { NoticeKind } from "./kinds";
import type { NoticeWords } from "./words";

/** What a webhook is sent, as JSON; documented in docs/notifications.md. Fields are added, never taken away. */
export type WebhookPayload = {
  /** The delivery's: the same for every try, so that a receiver can drop what it has. */
  id: string;
  kind: NoticeKind | "test";
  /** ISO 8601, when it happened. */
  at: string;
  organization: { slug: string; name: string };
  /** Null for a test. */
  subject: { kind: string; id: string; name: string | null } | null;
  title: string;
  sentence: string;
  next: string;
  /** Where a person sees it in Drawbridge; null where this installation was not told its own address. */
  url: string | null;
};

/** What a test says. */
export const testWords: Pick<NoticeWords, "title" | "sentence" | "next"> = {
  title: "A test from Drawbridge",
  sentence: "Somebody pressed the test button of this webhook.",
  next: "Nothing is to be done: if you can read this and the signature is right, it works.",
};
