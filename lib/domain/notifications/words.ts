import { tellMoment } from "../moment";
import { type Role, roleNames } from "../people/roles";
import type { NoticeFacts, NoticeKind } from "./kinds";

/** Where a notice leads: a page of its subject. Addresses are made of it where they are shown or sent. */
export type NoticePlace =
  | { page: "approval" | "request" | "connection" | "exposure" | "webhook"; id: string }
  | { page: "members" };

export type NoticeWords = {
  /** One line: what happened to what. */
  title: string;
  sentence: string;
  next: string;
  tone: "waiting" | "working" | "good" | "bad";
  leadsTo: NoticePlace;
};

type Words = Omit<NoticeWords, "leadsTo">;

/**
 * A notice in words: what happened, and what to do next. `asProvider`: told to people of the provider, who decide on
 * a request rather than own it.
 */
export function describeNotice(
  notice: { kind: NoticeKind; subjectId: string; facts: NoticeFacts },
  asProvider: boolean,
): NoticeWords {
  const { kind, subjectId, facts } = notice;
  return { ...wordsOf(kind, facts, asProvider), leadsTo: placeOf(kind, subjectId, asProvider) };
}

function placeOf(kind: NoticeKind, id: string, asProvider: boolean): NoticePlace {
  if (kind === "member.joined") return { page: "members" };
  if (kind === "webhook.off") return { page: "webhook", id };
  if (kind.startsWith("request.")) return { page: asProvider ? "approval" : "request", id };
  return { page: kind.startsWith("exposure.") ? "exposure" : "connection", id };
}

function wordsOf(kind: NoticeKind, facts: NoticeFacts, asProvider: boolean): Words {
  const name = facts.name ?? "It";
  const cluster = facts.clusterName ?? "the cluster";
  const organization = facts.organization?.name ?? "The organization";
  switch (kind) {
    case "request.waiting":
      return waitingWords(facts, organization);
    case "request.approved":
      return {
        tone: "good",
        title: `Approved: ${requestName(facts)}`,
        sentence: decided("approved", facts),
        next:
          facts.requestKind === "exposure"
            ? "Nothing is to be done: it is made now. You are told once it answers outside."
            : "Nothing is to be done yet: the invitation is sent next, and you are told when to accept it in AWS.",
      };
    case "request.denied":
      return {
        tone: "bad",
        title: `Denied: ${requestName(facts)}`,
        sentence: decided("denied", facts),
        next: "Request again with what the decision asks for, or talk to the provider.",
      };
    case "request.expired":
      return {
        tone: "bad",
        title: `Expired undecided: ${requestName(facts)}`,
        sentence: "Nobody decided this request in time, so it has ended. Nothing was made.",
        next: "Request again if you still need it.",
      };
    case "request.commented":
      return {
        tone: "waiting",
        title: `${facts.byName ?? "Somebody"} wrote about ${requestName(facts)}`,
        sentence: facts.comment ? `“${facts.comment}”` : "A comment was added to the request.",
        next: "Read it and answer on the request's page.",
      };
    case "invitation.sent":
      return {
        tone: "waiting",
        title: `Accept ${name} in AWS`,
        sentence: `AWS has the invitation that connects ${cluster} with your VPC. It waits in account ${facts.accountId ?? "of yours"}${inRegion(facts)}.`,
        next: `Accept it there${before(facts.endsAt)}. The connection's page shows the exact steps.`,
      };
    case "invitation.expiring":
      return {
        tone: "bad",
        title: `The invitation for ${name} ends soon`,
        sentence: `It still waits in account ${facts.accountId ?? "of yours"}${inRegion(facts)}${facts.endsAt ? `, until ${tellMoment(new Date(facts.endsAt))}` : ""}. An unanswered invitation ends, because it keeps the cluster's network from growing.`,
        next: "Accept it in AWS before then, or request again later.",
      };
    case "connection.accepted":
      return {
        tone: "working",
        title: `${name} was accepted`,
        sentence: `Your AWS account accepted the invitation. Drawbridge writes the routes of ${cluster}'s side now.`,
        next: "Add your side's routes and security group rules; the connection's page lists them.",
      };
    case "connection.active":
      return {
        tone: "good",
        title: `${name} is active`,
        sentence: `The peering with ${cluster} is up and its routes on the provider's side are in place.`,
        next: "Your side's routes and security groups cannot be seen from here: check them on the connection's page.",
      };
    case "connection.failed":
    case "exposure.failed":
      return {
        tone: "bad",
        title: `${kind === "exposure.failed" ? `Exposing ${name}` : name} failed`,
        ...endingOf(
          facts,
          asProvider ? "Open it to see the cause." : "Open it to see why, then request again.",
        ),
      };
    case "connection.ended":
    case "exposure.ended":
      return {
        tone: "bad",
        title:
          kind === "exposure.ended"
            ? `${name} is no longer exposed`
            : facts.ending
              ? `${name}: ${lowerFirst(facts.ending.title)}`
              : `${name} has ended`,
        ...endingOf(facts, "Request again if you still need it."),
      };
    case "connection.drifted":
      return {
        tone: "bad",
        title: `${name} has drifted`,
        sentence: seen(facts, "Something of this connection is not as it was."),
        next: "What is harmless to put back is put back by itself, and you are told. The connection's page shows what is missing.",
      };
    case "exposure.drifted":
      return {
        tone: "bad",
        title: `The exposure of ${name} has changed`,
        sentence: seen(facts, "The rule is not as it was made."),
        next: "Drawbridge does not open again what somebody closed. Open it to put it back with a click, or leave it.",
      };
    case "connection.repaired":
      return {
        tone: "good",
        title: `${name} is as it should be again`,
        sentence: seen(facts, "What was missing is back."),
        next: "Nothing is to be done.",
      };
    case "exposure.repaired":
      return {
        tone: "good",
        title: `The exposure of ${name} is as it should be again`,
        sentence: seen(facts, "The rule is in place as it was made."),
        next: "Nothing is to be done.",
      };
    case "exposure.exposed":
      return {
        tone: "good",
        title: `${name} is exposed`,
        sentence: `The DNAT rule is in place${facts.address ? ` at ${facts.address}, port 6443` : ""}.`,
        next: "Download the kubeconfig on the cluster's page.",
      };
    case "member.joined":
      return {
        tone: "good",
        title: `${facts.name ?? "Somebody"} joined ${organization}`,
        sentence: facts.role ? `Their role: ${roleName(facts.role)}.` : "They accepted their invitation.",
        next: "Nothing is to be done. Members and their roles are listed on the organization's members page.",
      };
    case "webhook.off":
      return {
        tone: "bad",
        title: `Webhook ${name} was switched off`,
        ...endingOf(facts, "Mend its receiver, send a test, then switch it on again."),
      };
  }
}

function waitingWords(facts: NoticeFacts, organization: string): Words {
  const { approvals = 0, approvalsNeeded = 1 } = facts;
  const asker = facts.askedByName ?? facts.byName;
  const asks = `${asker ? `${asker} of ${organization}` : organization} asks for it${facts.reason ? `: “${facts.reason}”` : "."}`;
  const count = approvalsNeeded > 1 ? ` It has ${approvals} of ${approvalsNeeded} approvals.` : "";
  return {
    tone: "waiting",
    title: `${facts.reminder ? "Still waiting" : "Waiting"} for you: ${requestName(facts)}`,
    sentence: `${asks}${count}`,
    next: `Approve or deny it${before(facts.endsAt)}.`,
  };
}

function roleName(role: string): string {
  return Object.hasOwn(roleNames, role) ? roleNames[role as Role] : role;
}

function requestName({ title, name, requestKind }: NoticeFacts): string {
  return title ?? name ?? (requestKind === "exposure" ? "an exposure" : "a connection");
}

function decided(word: "approved" | "denied", { by, byName, note }: NoticeFacts): string {
  const decision = `${by ?? byName ?? "The provider"} ${word} it`;
  return note ? `${decision}: “${note}”` : `${decision}.`;
}

function endingOf(
  { ending, seen: sentences }: NoticeFacts,
  next: string,
): { sentence: string; next: string } {
  if (ending) return { sentence: ending.sentence, next: ending.next };
  return { sentence: sentences?.join(" ") || "It has ended.", next };
}

function seen({ seen: sentences }: NoticeFacts, otherwise: string): string {
  return sentences && sentences.length > 0 ? sentences.join(" ") : otherwise;
}

function inRegion({ region }: NoticeFacts): string {
  return region ? `, Region ${region}` : "";
}

function before(endsAt: string | undefined): string {
  return endsAt ? ` before ${tellMoment(new Date(endsAt))}` : "";
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Each kind's own name, for wishes and for webhooks. */
export const noticeKindNames: Record<NoticeKind, string> = {
  "request.waiting": "A request waits for a decision",
  "request.approved": "A request was approved",
  "request.denied": "A request was denied",
  "request.expired": "A request expired undecided",
  "request.commented": "Somebody wrote about a request",
  "invitation.sent": "An invitation waits in AWS",
  "invitation.expiring": "An invitation ends within 24 hours",
  "connection.accepted": "A connection was accepted",
  "connection.active": "A connection is active",
  "connection.failed": "A connection failed",
  "connection.ended": "A connection ended on the other side",
  "connection.drifted": "A connection drifted",
  "connection.repaired": "A connection was repaired",
  "exposure.exposed": "A cluster is exposed",
  "exposure.failed": "An exposure failed",
  "exposure.ended": "An exposure ended on the other side",
  "exposure.drifted": "An exposure was changed by somebody",
  "exposure.repaired": "An exposure is as it should be again",
  "member.joined": "Somebody joined the organization",
  "webhook.off": "A webhook was switched off",
};

/** The kinds in groups, for lists to choose from. */
export const noticeGroups: { label: string; kinds: NoticeKind[] }[] = [
  {
    label: "Requests",
    kinds: ["request.waiting", "request.approved", "request.denied", "request.expired", "request.commented"],
  },
  {
    label: "Connections",
    kinds: [
      "invitation.sent",
      "invitation.expiring",
      "connection.accepted",
      "connection.active",
      "connection.failed",
      "connection.ended",
      "connection.drifted",
      "connection.repaired",
    ],
  },
  {
    label: "Exposures",
    kinds: ["exposure.exposed", "exposure.failed", "exposure.ended", "exposure.drifted", "exposure.repaired"],
  },
  { label: "Organization", kinds: ["member.joined", "webhook.off"] },
];
