import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutRoot } from "@/bin/launcher/checkout";
import type { Permission } from "@/lib/domain/people/roles";
import type { Furniture } from "../support/furniture";
import type { FoundVerb } from "../support/verbs";

/** What a door asks of whoever comes: each verb behind it. `null` asks nothing: everybody may come in. */
export type Demand = { permission: Permission; scope: string; verb: string };
export type WebDoor = {
  kind: "page" | "route" | "action";
  /** `page /[organization]`, `GET /api/changes`, `action /[organization]/members inviteAction`. */
  name: string;
  pattern: string;
  method: string;
  demands: Demand[];
  openToAll: boolean;
};

/**
 * Doors that call no verb, with the reason. A page, route or action that calls one is judged by what the verb demands;
 * one that calls none fails the matrix unless it is here.
 */
export const withoutVerb: Record<string, string> = {
  "page /": "leads everybody to where they belong, by who is signed in alone",
  "page /sign-in": "nobody is signed in yet",
  "page /sign-in/vcd": "nobody is signed in yet",
  "page /set-password": "the link is the proof",
  "page /invitation": "the link is the proof",
  "GET /api/auth/[...nextauth]": "the framework's own, for signing in",
  "POST /api/auth/[...nextauth]": "the framework's own, for signing in",
  "GET /api/health": "says that the process lives",
  "POST /api/theme": "a cookie of the browser's own",
  "GET /api/sessions/presence": "about the cookie that it comes with",
  "POST /api/sessions/presence": "about the cookie that it comes with",
  "GET /sign-in/oidc": "nobody is signed in yet",
  "POST /sign-in/oidc": "nobody is signed in yet",
  "action / signInAction": "nobody is signed in yet",
  "action / signInVcdAction": "nobody is signed in yet",
  "action / signOutAction": "ends the session that it comes with, if there is one",
  "action / setPasswordAction": "the link is the proof",
  "action /invitation acceptInvitationAction": "the link is the proof",
  "action /invitation acceptWithNewAccountAction": "the link is the proof",
};

/** Doors that reach their verbs through code of another file. */
export const verbsElsewhere: Record<string, string[]> = {
  "action /[organization]/clusters askUpgradePlanAction": ["putUpgradePlanAsk"],
  "action /[organization]/clusters askSharesAction": ["putSharesAsk"],
  "action /admin/approvals approveSeveralAction": ["approveRequest"],
  "POST /api/admin/audit/export": ["exportAudit"],
  "POST /api/organizations/[organization]/audit/export": ["exportAudit"],
  "POST /api/organizations/[organization]/clusters/[id]/kubeconfig": ["askForKubeconfig"],
};

/** What a form must hold for its action or route to come as far as its verb. */
export const fieldsOf: Record<string, (f: Furniture) => Record<string, string>> = {
  "action /[organization]/clusters createClusterAction": (f) => ({ place: f.vcd.ids.place }),
  "action /admin/approvals decideRequestAction": () => ({ decision: "approve" }),
  // Of other terms than there are: whoever may decide is told so, each time.
  "action /admin/approvals approveSeveralAction": (f) => ({ request: `${f.request}.other`, risk: "routine" }),
  "POST /api/admin/audit/export": () => ({ format: "ndjson" }),
  "POST /api/organizations/[organization]/audit/export": () => ({ format: "ndjson" }),
};

/** Every page, every method of every route handler and every server action, with the verbs that their code names. */
export function listDoors(verbs: FoundVerb[]): WebDoor[] {
  const root = join(checkoutRoot, "app");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  return files.flatMap((file): WebDoor[] => {
    const text = () => readFileSync(join(root, file), "utf8");
    const pattern = `/${file
      .split("/")
      .slice(0, -1)
      .filter((segment) => !segment.startsWith("("))
      .join("/")}`;
    const door = (kind: WebDoor["kind"], name: string, method: string, code: string): WebDoor => ({
      kind,
      name,
      pattern,
      method,
      demands: [
        ...verbsIn(code, verbs),
        ...verbs.filter((verb) => verbsElsewhere[name]?.includes(verb.exported)),
      ].map(({ exported, verb: { definition } }) => ({
        verb: exported,
        permission: definition.permission,
        scope: definition.scope ?? "organization",
      })),
      openToAll: name in withoutVerb,
    });
    if (/(^|\/)page\.tsx$/.test(file)) return [door("page", `page ${pattern}`, "GET", text())];
    if (/(^|\/)route\.ts$/.test(file)) {
      return splitExports(text()).map(({ name, code }) => door("route", `${name} ${pattern}`, name, code));
    }
    if (/actions\.ts$/.test(file) && text().startsWith('"use server"')) {
      return splitExports(text()).map(({ name, code }) =>
        door("action", `action ${pattern} ${name}`, "POST", code),
      );
    }
    return [];
  });
}

/** The code of each exported value, with the helpers that stand above all of them. */
function splitExports(text: string): { name: string; code: string }[] {
  const starts = [
    ...text.matchAll(/^export (?:const|async function|function) (\w+)|^export \{ (\w+) as (\w+)/gm),
  ];
  const body = text.replace(/^import .*?;$/gms, "");
  const helpers = body.slice(0, body.search(/^export /m));
  return starts.flatMap((start, n) => {
    const code = text.slice(start.index, starts[n + 1]?.index);
    const names =
      start[1] !== undefined ? [start[1]] : [...code.matchAll(/\bas (\w+)/g)].map(([, name]) => name ?? "");
    return names.map((name) => ({ name, code: code + usedHelpers(helpers, code) }));
  });
}

/** Helper functions of the file that the code names. */
function usedHelpers(helpers: string, code: string): string {
  return helpers
    .split(/^(?=(?:const|async function|function) )/m)
    .filter((helper) => {
      const name = /^(?:const|async function|function) (\w+)/.exec(helper)?.[1];
      return name !== undefined && new RegExp(`\\b${name}\\b`).test(code);
    })
    .join("\n");
}

const verbsIn = (code: string, verbs: FoundVerb[]) => {
  const used = code.replace(/^import .*?;$/gms, "").replace(/\/\*.*?\*\//gs, "");
  const calls = (exported: string) =>
    new RegExp(`(?<![.\\w])${exported}\\(|\\breadForPage\\(\\s*${exported},`);
  return verbs.filter(({ exported }) => calls(exported).test(used));
};

/** What stands for each part of an address that names one of these things. */
export function fillOf(pattern: string, f: Furniture): Record<string, string> {
  const ids: [RegExp, string][] = [
    [/accounts/, f.account],
    [/approvals|requests/, f.request],
    [/connections/, f.connection],
    [/exposures/, f.exposed.exposure],
    [/policies/, f.trust.ids.policy],
    [/sites/, f.site.id],
    [/webhooks/, f.trust.ids.webhook],
    [/kubeconfig/, f.vcd.ids.cluster],
    [/clusters/, f.cluster],
  ];
  return {
    organization: f.organization.slug,
    slug: f.organization.slug,
    id: ids.find(([room]) => room.test(pattern))?.[1] ?? "x",
    seq: "1",
    nextauth: "session",
  };
}

/** Ids of the actions that a build knows, and a page that each can be sent to. */
export function readActions(folder: string): Map<string, { id: string; page: string }> {
  const path = join(checkoutRoot, folder, "server/server-reference-manifest.json");
  const { node } = JSON.parse(readFileSync(path, "utf8")) as {
    node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
  };
  return new Map(
    Object.entries(node).map(([id, { filename, exportedName, workers }]) => {
      const segments = (file: string) =>
        `/${file
          .split("/")
          .slice(1, -1)
          .filter((segment) => !segment.startsWith("("))
          .join("/")}`;
      const pages = Object.keys(workers).filter((page) => page.endsWith("/page"));
      const page = pages.find((each) => !/\(auth\)/.test(each)) ?? pages[0] ?? "app/page";
      return [`action ${segments(filename)} ${exportedName}`, { id, page: segments(page) }];
    }),
  );
}
