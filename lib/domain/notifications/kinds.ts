/**
 * What people care about. `request.*`: one that waits or was decided; `connection.*` and `exposure.*`: what sweeps saw;
 * `invitation.*`: an AWS invitation; `member.*`: about people; `webhook.off`: one that was switched off by itself.
 */
export const noticeKinds = [
  "request.waiting",
  "request.approved",
  "request.denied",
  "request.expired",
  "request.commented",
  "invitation.sent",
  "invitation.expiring",
  "connection.accepted",
  "connection.active",
  "connection.failed",
  "connection.ended",
  "connection.drifted",
  "connection.repaired",
  "exposure.exposed",
  "exposure.failed",
  "exposure.ended",
  "exposure.drifted",
  "exposure.repaired",
  "member.joined",
  "webhook.off",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Sent by e-mail unless a person chose otherwise: what waits for somebody, was decided, or has stopped working. */
export const mailedByDefault: readonly NoticeKind[] = [
  "request.waiting",
  "request.approved",
  "request.denied",
  "request.expired",
  "invitation.sent",
  "invitation.expiring",
  "connection.failed",
  "connection.ended",
  "connection.drifted",
  "exposure.failed",
  "exposure.drifted",
  "webhook.off",
];

export function isNoticeKind(text: string): text is NoticeKind {
  return (noticeKinds as readonly string[]).includes(text);
}

/** What a notice is about. */
export type NoticeSubject = "request" | "connection" | "exposure" | "cluster" | "person" | "webhook";

/**
 * What the words of a notice may use. Whoever writes the notice gives what only they know; names of the subject, its
 * cluster and its organization are added when it is handed on, so that the words stay as they were then.
 */
export type NoticeFacts = {
  organization?: { slug: string; name: string };
  /** The connection's or webhook's name, or the cluster's that is (to be) exposed; a person's for `member.joined`. */
  name?: string;
  clusterName?: string;
  clusterId?: string;
  /** `request.*`: what is asked for, and its heading. */
  requestKind?: "connection" | "exposure";
  title?: string;
  /** Who did it: never told of it themselves. */
  byPersonId?: string;
  byName?: string | null;
  /** `request.*`: whose request it is. */
  askedByName?: string | null;
  /** `request.*`: why it was asked, what the decision says, a comment; `reminder`: it has waited for long. */
  reason?: string | null;
  note?: string | null;
  comment?: string | null;
  reminder?: boolean;
  /** `request.waiting`: how many of the needed approvals it has. */
  approvals?: number;
  approvalsNeeded?: number;
  /** The rule that decided, with its version, as it is named. */
  by?: string | null;
  accountId?: string;
  region?: string;
  /** ISO: when the invitation or the request ends. */
  endsAt?: string;
  address?: string;
  /** What was seen, one sentence each. */
  seen?: string[];
  /** `*.ended`, `*.failed`, `webhook.off`: how it came to that, in words, and what can be done. */
  ending?: { title: string; sentence: string; next: string };
  /** `member.joined`: their role. */
  role?: string;
};

/** One try of a delivery. `status` is an HTTP status or SMTP reply code, null where no answer came. */
export type DeliveryTry = {
  at: string;
  tookMs: number;
  status: number | null;
  /** What was answered, cut short, or what went wrong, in plain words. */
  answer: string;
};
