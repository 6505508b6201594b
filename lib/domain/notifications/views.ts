import type { DeliveryTry, NoticeKind } from "./kinds";
import type { NoticeWords } from "./words";

/** A line under the bell, and of the page behind it. */
export type NotificationLine = {
  id: string;
  kind: NoticeKind;
  at: string;
  isRead: boolean;
  organization: { slug: string; name: string };
  title: string;
  sentence: string;
  next: string;
  tone: NoticeWords["tone"];
};

/** What the bell shows. Counting ends at `mostCounted`. */
export type BellView = { unread: number; newest: NotificationLine[] };
export const mostCounted = 100;

export type NotificationsPage = {
  lines: NotificationLine[];
  next: string | null;
  unread: number;
  /** Whose notices there are, to filter by. */
  organizations: { slug: string; name: string }[];
};

export type PreferencesView = {
  mailKinds: NoticeKind[];
  /** Where mail goes; null for people of VMware Cloud Director, who have no address here. */
  email: string | null;
  /** Whom mail comes from; null where no worker that is at work sends any. */
  mailFrom: string | null;
};

export type WebhookLine = {
  id: string;
  name: string;
  /** For those who may not manage it the host alone: the rest of an address is often a secret. */
  url: string;
  on: boolean;
  offReason: string | null;
  failingSince: string | null;
  kinds: NoticeKind[];
};

export type DeliveryLine = {
  id: string;
  /** Null for a test. */
  kind: NoticeKind | null;
  title: string;
  state: "waiting" | "delivered" | "given-up";
  createdAt: string;
  nextTryAt: string | null;
  tries: DeliveryTry[];
};

export type WebhookView = WebhookLine & {
  createdBy: string;
  createdAt: string;
  /** The secret before the present one signs as well since then. */
  rotatedAt: string | null;
  deliveries: DeliveryLine[];
  mayManage: boolean;
};
