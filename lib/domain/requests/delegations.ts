import { allowed, type Capability, refused } from "../capability";

const dayMs = 24 * 3_600_000;
/** Longer than this is no absence but a change of staff. */
export const longestAwayMs = 90 * dayMs;

/** A time in which what waits for somebody goes to a colleague. */
export type Away = { personId: string; delegateId: string; fromAt: Date; untilAt: Date };

export type DelegationFacts = {
  asked: Away;
  /** Others that hold or will, of everybody. */
  others: readonly Away[];
  delegate: { name: string; mayDecide: boolean };
  now: Date;
};

/** Whether somebody may name this colleague for this time. No rights are lent: the colleague has them already. */
export function delegate({ asked, others, delegate: to, now }: DelegationFacts): Capability {
  if (asked.delegateId === asked.personId) {
    return refused("state", "You cannot stand in for yourself.", "Choose a colleague.");
  }
  if (!to.mayDecide) {
    return refused("state", `${to.name} may not decide requests.`, "Choose a provider admin.");
  }
  if (asked.untilAt <= asked.fromAt) {
    return refused("state", "You would be back before you leave.", "Choose a later day to be back.");
  }
  if (asked.untilAt <= now) {
    return refused("state", "That time is over already.", "Choose a day to be back that is still to come.");
  }
  if (asked.untilAt.getTime() - asked.fromAt.getTime() > longestAwayMs) {
    return refused("state", "That is longer than 90 days.", "Choose a shorter time, and another one then.");
  }
  const meets = (other: Away) => other.fromAt < asked.untilAt && asked.fromAt < other.untilAt;
  if (others.some((other) => other.personId === asked.personId && meets(other))) {
    return refused("state", "You are away at that time already.", "End that absence first.");
  }
  if (others.some((other) => other.personId === asked.delegateId && meets(other))) {
    return refused("state", `${to.name} is away in that time too.`, "Choose another colleague.");
  }
  if (others.some((other) => other.delegateId === asked.personId && meets(other))) {
    return refused(
      "state",
      "A colleague who is away then has named you.",
      "Ask them to name somebody else, or choose another time.",
    );
  }
  return allowed;
}

/** An absence as pages show it; times are ISO. */
export type DelegationView = {
  id: string;
  person: string;
  delegate: string;
  from: string;
  until: string;
  holds: boolean;
  /** Whoever looks set it and may end it. */
  own: boolean;
};

export type DelegationList = {
  delegations: DelegationView[];
  /** Colleagues who may be named. */
  colleagues: { id: string; name: string }[];
  set: Capability;
};
