import { type Call, callerOf, json, type Reply } from "./call";
import { listNatRules } from "./cloudapi/nat-rules";
import { sessionOf } from "./cloudapi/sessions";
import { answerCse, findRoute as findCseRoute } from "./cse/router";
import type { Fault } from "./faults";
import { bareId, newId } from "./ids";
import { settle } from "./jobs";
import { NAMESPACE, xml, xmlReply } from "./legacy/xml";
import { findRoute } from "./routes";
import type { VcdSandbox } from "./state";
import { notFoundUrl, VcdError } from "./vcd-error";

export interface VendorRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: string;
  base: string;
}

export type VendorReply = { reply: Reply; delayMs: number } | { drop: true; delayMs: number };

type Service = "api" | "cloudapi" | "cse" | "oauth";

function serviceOf(path: string): Service {
  if (/^\/api\/cse(\/|$)/i.test(path)) return "cse";
  if (path.startsWith("/oauth/")) return "oauth";
  return path.startsWith("/cloudapi") ? "cloudapi" : "api";
}

/** The API version of the Accept header, which every call but the list of versions must name. */
function negotiate(sandbox: VcdSandbox, accept: string, service: Service): string {
  const parts = accept.split(",").map((part) => part.trim());
  for (const part of parts) {
    const [type = "", ...parameters] = part.split(";").map((each) => each.trim());
    const version = parameters.find((each) => each.startsWith("version="))?.slice("version=".length);
    const known =
      service === "api"
        ? /^(\*\/\*|application\/.+)$/
        : /^(application\/json|application\/\*(\+json)?|\*\/\*|\*)$/;
    if (version && known.test(type) && sandbox.versions.api.includes(version)) return version;
  }
  throw new VcdError(406, "NOT_ACCEPTABLE", `The request has an invalid Accept header: ${accept || "none"}.`);
}

function errorReply(
  call: { service: Service; wantsJson: boolean; requestId: string },
  error: VcdError,
): Reply {
  if (error.status === 401 && error.code === "") return { status: 401 };
  const message = `[ ${call.requestId} ] ${error.message}`;
  if (call.service !== "api") {
    return json(error.status, { minorErrorCode: error.code, message, stackTrace: null });
  }
  const attributes = { message, majorErrorCode: error.status, minorErrorCode: error.code, stackTrace: "" };
  if (call.wantsJson) return json(error.status, attributes);
  const root = xml("Error", { xmlns: NAMESPACE, ...attributes });
  return xmlReply(root, "application/vnd.vmware.vcloud.error+xml", "35.0", error.status);
}

const secretKeys = /password|token|secret|assertion|kubeconfig|authorization/i;

/** A body as the journal keeps it: without anything that opens a door. */
function journalBody(request: VendorRequest): unknown {
  if (request.body === "" || request.path.startsWith("/oauth/")) return undefined;
  try {
    return JSON.parse(request.body, (key, value) => (secretKeys.test(key) ? "[redacted]" : value));
  } catch {
    return undefined;
  }
}

const brokenReply = (
  fault: Fault,
  context: { service: Service; wantsJson: boolean; requestId: string },
): Reply =>
  errorReply(
    context,
    new VcdError(
      fault.status ?? 500,
      fault.code ?? "INTERNAL_SERVER_ERROR",
      fault.message ?? "Internal Server Error",
    ),
  );

/** One vendor call from the wire to its answer: settle what is due, recognise, meet faults, answer, write down. */
export async function answerVendor(sandbox: VcdSandbox, request: VendorRequest): Promise<VendorReply> {
  await settle(sandbox);
  const now = sandbox.clock.now();
  const { method, path, headers } = request;
  const service = serviceOf(path);
  const accept = headers.accept ?? "";
  const requestId = headers["x-vmware-vcloud-request-id"] ?? newId();
  const wantsJson = service !== "api" || accept.includes("json");
  const context = { service, wantsJson, requestId };
  const found = service === "cse" ? null : findRoute(method, path);
  const operation =
    service === "cse"
      ? (findCseRoute(method, path.slice("/api/cse".length))?.operation ?? "unknown")
      : found && found !== "method"
        ? found.route.operation
        : "unknown";
  const entry = {
    at: new Date(now).toISOString(),
    service,
    via: "client" as const,
    operation,
    method,
    path: request.query.size > 0 ? `${path}?${decodeURIComponent(request.query.toString())}` : path,
    organization: "",
    user: "",
    tenantContext: headers["x-vmware-vcloud-tenant-context"],
    apiVersion: undefined as string | undefined,
    body: journalBody(request),
    requestId,
  };
  let fault: Fault | undefined;
  let delayMs = 0;
  const write = (status: number, code?: string) =>
    sandbox.journal.add({ ...entry, status, code, fault: fault?.kind });
  const run = (): Reply => {
    const isOpen = found !== null && found !== "method" && found.route.open === true;
    const versionless = path === "/api/versions" || service === "oauth";
    const apiVersion = versionless ? "" : negotiate(sandbox, accept, service);
    entry.apiVersion = apiVersion || undefined;
    const params = found && found !== "method" ? found.params : {};
    const partial = { ...request, now, requestId, apiVersion, wantsJson, params };
    const call = isOpen ? null : identify(sandbox, partial);
    if (call) {
      entry.organization = call.caller.organization.name;
      entry.user = call.caller.user.name;
    } else Object.assign(entry, claimed(headers.authorization));
    const aim = { operation, via: "client" as const, organization: entry.organization, user: entry.user };
    delayMs = sandbox.faults.take(aim, ["delay"])?.delayMs ?? 0;
    fault = sandbox.faults.take(aim, ["error", "lost-reply", "drop-before", "stale-read"]);
    if (fault?.kind === "error") return brokenReply(fault, context);
    if (fault?.kind === "drop-before") return { status: 0 };
    if (service === "cse" && call) return answerCse(sandbox, call);
    if (found === null) throw notFoundUrl(path);
    if (found === "method")
      throw new VcdError(405, "METHOD_NOT_ALLOWED", `${method} is not allowed at ${path}.`);
    if (found.route.open) return found.route.run(sandbox, partial);
    if (!call) throw new Error("A call without a caller reached a closed route.");
    if (fault?.kind === "stale-read" && operation === "listNatRules")
      return listNatRules(sandbox, call, true);
    return found.route.run(sandbox, call);
  };
  let reply: Reply;
  try {
    reply = run();
    const code = fault?.kind === "error" ? (fault.code ?? "INTERNAL_SERVER_ERROR") : "CSE";
    write(reply.status, reply.status >= 400 ? code : undefined);
  } catch (error) {
    if (!(error instanceof VcdError)) throw error;
    reply = errorReply(context, error);
    write(error.status, error.code || undefined);
  }
  sandbox.touch();
  if (fault?.kind === "drop-before" || fault?.kind === "lost-reply") return { drop: true, delayMs };
  return {
    reply: { ...reply, headers: { ...reply.headers, "x-vmware-vcloud-request-id": requestId } },
    delayMs,
  };
}

/** The name of a sign-in that may fail, for the journal. */
function claimed(authorization: string | undefined): { organization: string; user: string } {
  const [, encoded = ""] = /^Basic (.+)$/i.exec(authorization ?? "") ?? [];
  const account = Buffer.from(encoded, "base64").toString("utf8").split(":")[0] ?? "";
  const at = account.lastIndexOf("@");
  return { organization: at < 0 ? "" : account.slice(at + 1), user: at < 0 ? account : account.slice(0, at) };
}

function identify(sandbox: VcdSandbox, partial: Omit<Call, "caller">): Call {
  const { headers } = partial;
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  const session = sessionOf(sandbox, bearer ?? headers["x-vcloud-authorization"], partial.now);
  const user = sandbox.store.users.get(session.userId);
  if (!user) throw new VcdError(401, "", "");
  const context = headers["x-vmware-vcloud-tenant-context"];
  const caller = callerOf(sandbox, user, session);
  if (!caller.provider || !context) return { ...partial, caller };
  const tenant = sandbox.store.organizations.get(bareId(context));
  if (!tenant)
    throw new VcdError(403, "ACCESS_TO_RESOURCE_IS_FORBIDDEN", `No access to entity "org:${context}".`);
  return { ...partial, caller: callerOf(sandbox, user, session, tenant) };
}
