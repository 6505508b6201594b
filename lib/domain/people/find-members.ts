import { roleNames } from "./roles";
import type { MemberLine } from "./views";

export const memberSorts = ["name", "-name", "role", "-role", "sign-in", "-sign-in"] as const;
export type MemberSort = (typeof memberSorts)[number];

/** The members whose name, address or role holds every word that was looked for. */
export function findMembers(members: readonly MemberLine[], search: string): MemberLine[] {
  const words = search.toLocaleLowerCase("en").split(/\s+/).filter(Boolean);
  return members.filter(({ name, email, role }) => {
    const text = `${name} ${email} ${roleNames[role]}`.toLocaleLowerCase("en");
    return words.every((word) => text.includes(word));
  });
}

/** In the order asked for; members that are alike in it by name. Whoever never signed in did so longest ago. */
export function sortMembers(
  members: readonly MemberLine[],
  sort: MemberSort,
  roles: readonly string[],
): MemberLine[] {
  const key = sort.replace(/^-/, "");
  const sign = sort.startsWith("-") ? -1 : 1;
  const compare = (a: MemberLine, b: MemberLine): number => {
    if (key === "role") return roles.indexOf(a.role) - roles.indexOf(b.role);
    if (key === "sign-in") return (a.lastSignInAt ?? "").localeCompare(b.lastSignInAt ?? "");
    return byName(a, b);
  };
  return [...members].sort((a, b) => sign * compare(a, b) || byName(a, b));
}

function byName(a: MemberLine, b: MemberLine): number {
  return a.name.localeCompare(b.name, "en") || a.email.localeCompare(b.email, "en");
}
