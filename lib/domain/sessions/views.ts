import { describeUserAgent } from "./client";

/** By which way a person proved who they are. */
export type SessionHow = "password" | "vcd" | "oidc";

/** Why a session ended before its time. */
export type SessionEndReason =
  | "signed-out"
  | "ended-elsewhere"
  | "everywhere"
  | "ended-by-admin"
  | "ended-at-vcd"
  | "password-changed";

/** A session as it is kept. */
export type SessionFacts = {
  id: string;
  how: SessionHow;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  seenAt: Date;
  /** Ends then without an act, and then whatever happens. */
  idleEndsAt: Date;
  endsAt: Date;
  endedAt: Date | null;
  endReason: SessionEndReason | null;
};

/** One line of the list of somebody's own sessions. Moments are ISO texts. */
export type SessionLine = {
  id: string;
  /** The one that the list is read with. */
  current: boolean;
  how: string;
  browser: string;
  address: string | null;
  since: string;
  lastActAt: string;
  /** Whatever happens. */
  endsAt: string;
  /** If nothing is done until then. */
  idleEndsAt: string;
  /** When it was over, and why, in words; null while it holds. */
  over: { at: string; why: string } | null;
};

const ways: Record<SessionHow, string> = {
  password: "Password",
  vcd: "VMware Cloud Director",
  oidc: "Identity provider",
};

export function describeHow(how: SessionHow): string {
  return ways[how];
}

const reasons: Record<SessionEndReason, string> = {
  "signed-out": "Signed out",
  "ended-elsewhere": "You ended it from another browser",
  everywhere: "You signed out everywhere",
  "ended-by-admin": "An admin ended it",
  "ended-at-vcd": "VMware Cloud Director ended the session there, or took away rights that it rests on",
  "password-changed": "The password was changed",
};

/** When a session was over and why; null while it holds. One that ran out has no reason written down. */
export function describeEnd(
  session: Pick<SessionFacts, "endedAt" | "endReason" | "endsAt" | "idleEndsAt">,
  now: Date,
): { at: Date; why: string } | null {
  const { endedAt, endReason, endsAt, idleEndsAt } = session;
  if (endedAt) return { at: endedAt, why: endReason ? reasons[endReason] : "It was ended" };
  if (idleEndsAt < endsAt && idleEndsAt <= now)
    return { at: idleEndsAt, why: "Nothing was done for too long" };
  return endsAt <= now ? { at: endsAt, why: "It had lasted as long as a session may" } : null;
}

export function viewSession(session: SessionFacts, currentId: string, now: Date): SessionLine {
  const over = describeEnd(session, now);
  return {
    id: session.id,
    current: session.id === currentId,
    how: describeHow(session.how),
    browser: describeUserAgent(session.userAgent),
    address: session.address,
    since: session.createdAt.toISOString(),
    lastActAt: session.seenAt.toISOString(),
    endsAt: session.endsAt.toISOString(),
    idleEndsAt: session.idleEndsAt.toISOString(),
    over: over && { at: over.at.toISOString(), why: over.why },
  };
}

/** What somebody is told who comes to sign in because their session is over. */
export function describeSignedOut(
  session: Pick<SessionFacts, "endedAt" | "endReason" | "endsAt" | "idleEndsAt">,
  now: Date,
): { title: string; next: string } | null {
  const over = describeEnd(session, now);
  if (!over || session.endReason === "signed-out") return null;
  return {
    title: `Your session is over. ${over.why}.`,
    next: "Sign in again, and you come back to where you were.",
  };
}

export type OwnSessions = {
  /** Those that hold, this one first. */
  open: SessionLine[];
  /** Those that were over within the last days, the latest first. */
  over: SessionLine[];
  /** More hold than are shown. */
  more: boolean;
  limits: { idleMinutes: number; hours: number };
  /** Has a password here that can be changed. */
  hasPassword: boolean;
  /** Where their account is, for people of VMware Cloud Director. */
  vcdSite: string | null;
};

/** How long sessions last, in a sentence. */
export function describeLimits({ idleMinutes, hours }: { idleMinutes: number; hours: number }): string {
  const idle = idleMinutes % 60 === 0 ? inWords(idleMinutes / 60, "hour") : inWords(idleMinutes, "minute");
  return `A session ends after ${idle} in which you do nothing, and after ${inWords(hours, "hour")} in any case.`;
}

/** How late what changes at VCD is seen here, for those whose account is there. */
export function vcdDelay(where = "VMware Cloud Director"): string {
  return `Session and rights at ${where} are asked for again every few minutes: what changes there, such as an account that is disabled or a right that is taken away, counts here within five minutes.`;
}

function inWords(count: number, unit: string): string {
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}
