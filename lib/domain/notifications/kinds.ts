/**
 * What people care about. `request.*`: one that waits or was decided; `connection.*` and `exposure.*`: what sweeps saw;
 * `invitation.*`: an AWS invitation; `account.*`: about people and their way in.
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
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** One try of a delivery. `status` is an HTTP status or SMTP reply code, null where no answer came. */
export type DeliveryTry = {
  at: string;
  tookMs: number;
  status: number | null;
  /** What was answered, cut short, or what went wrong, in plain words. */
  answer: string;
};
