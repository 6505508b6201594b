import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { AwsError, statusOf } from "./aws-error";
import { Call } from "./ec2/call";
import { ec2Operations } from "./ec2/operations";
import { settle } from "./ec2/peering-lifecycle";
import { Params } from "./ec2/query";
import type { Fault } from "./faults";
import { checkClock, identify, serviceOf } from "./identity";
import type { Credential } from "./records";
import { parseAuthorization, type Scope, type SignedRequest } from "./signature";
import type { Sandbox } from "./state";
import { placeKey } from "./store";
import { answerSts } from "./sts";
import { xml } from "./xml";

export interface Reply {
  status: number;
  body: string;
  headers: Record<string, string>;
}

interface Asked {
  request: SignedRequest;
  scope: Scope | null;
  service: "ec2" | "sts";
  action: string;
  params: Params;
  requestId: string;
}

const DEFAULT_SKEW_MS = 15 * 60_000;

/** One call of the EC2 or STS query API, journaled. "drop" = close the connection without an answer. */
export async function answerVendor(sandbox: Sandbox, request: SignedRequest): Promise<Reply | "drop"> {
  const started = performance.now();
  const scope = parseAuthorization(request.headers.authorization);
  const params = Params.parse(request.method === "GET" ? request.query : request.body.toString("utf8"));
  const action = params.text("Action") ?? "";
  const asked: Asked = { request, scope, service: serviceOf(scope), action, params, requestId: randomUUID() };

  let credential: Credential | undefined;
  let fault: Fault | undefined;
  let delay: Fault | undefined;
  let reply: Reply;
  let code: string | undefined;
  try {
    credential = identify(sandbox, request, scope, Date.now());
    const place = { accountId: credential.accountId, region: scope?.region ?? "" };
    ({ fault, delay } = sandbox.faults.take({ action, ...place }));
    if (delay) await wait(delay.delayMs ?? 1000);
    reply = fault?.kind === "drop-before" ? DROPPED : run(sandbox, asked, credential, fault);
  } catch (error) {
    const refusal = error instanceof AwsError ? error : new AwsError("InternalError", String(error));
    code = refusal.code;
    reply = refused(asked, refusal);
    if (!(error instanceof AwsError)) console.error(error);
  }
  if (fault?.kind === "clock-skew") reply.headers.date = new Date(serverNow(fault)).toUTCString();

  const { Action: _, Version: __, ...flat } = params.flat();
  sandbox.journal.add({
    at: new Date(sandbox.clock.now()).toISOString(),
    service: asked.service,
    action,
    accountId: credential?.accountId ?? "",
    region: scope?.region ?? "",
    principal: credential?.principal ?? "",
    params: flat,
    status: reply.status,
    ...(code && { code }),
    ...((fault ?? delay) && { fault: (fault ?? delay)?.kind }),
    requestId: asked.requestId,
    latencyMs: Math.round((performance.now() - started) * 10) / 10,
  });
  return fault?.kind === "drop-before" || fault?.kind === "lost-reply" ? "drop" : reply;
}

const serverNow = (fault: Fault | undefined) =>
  Date.now() + (fault?.kind === "clock-skew" ? (fault.delayMs ?? DEFAULT_SKEW_MS) : 0);

const DROPPED: Reply = { status: 0, body: "", headers: {} };

function run(sandbox: Sandbox, asked: Asked, credential: Credential, fault: Fault | undefined): Reply {
  const { action, params, requestId, scope } = asked;
  const region = scope?.region ?? "";
  if (fault?.kind === "error") {
    const code = fault.code ?? "InternalError";
    throw new AwsError(code, fault.message ?? `Injected fault: ${code}`, fault.httpStatus ?? statusOf(code));
  }
  if (sandbox.settings.verifySignatures) checkClock(asked.request, scope, serverNow(fault));
  if (asked.service === "sts") {
    const result = answerSts(sandbox, credential, action, params, Date.now());
    const body = xml(`${action}Result`, result) + xml("ResponseMetadata", { RequestId: requestId });
    return ok(
      requestId,
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${body}</${action}Response>`,
    );
  }
  const operation = Object.hasOwn(ec2Operations, action) ? ec2Operations[action] : undefined;
  if (!operation) {
    throw new AwsError("InvalidAction", `The action ${action} is not valid for this web service.`);
  }
  const now = sandbox.clock.now();
  const call = new Call(sandbox, credential, region, params, now);
  if (sandbox.settings.tokenBuckets) {
    const filteredOrPaged = Boolean(params.structure("Filter") ?? params.text("MaxResults"));
    sandbox.buckets.take({ place: placeKey(call), action, filteredOrPaged }, now);
  }
  settle(sandbox, now);
  const answer = operation.mutates
    ? sandbox.store.mutate(() => operation.run(call))
    : fault?.kind === "stale-read"
      ? sandbox.store.asBeforeLastMutation(call, () => operation.run(call))
      : operation.run(call);
  const content = { requestId, ...(answer as Record<string, never>) };
  return ok(
    requestId,
    xml(`${action}Response`, content, ' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"'),
  );
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function headersOf(requestId: string): Record<string, string> {
  return {
    "content-type": "text/xml;charset=UTF-8",
    "cache-control": "no-cache, no-store",
    "x-amzn-requestid": requestId,
  };
}

function ok(requestId: string, body: string): Reply {
  return { status: 200, body: DECLARATION + body, headers: headersOf(requestId) };
}

function refused(asked: Asked, error: AwsError): Reply {
  const { requestId } = asked;
  const detail = { Code: error.code, Message: error.message };
  const body =
    asked.service === "sts"
      ? xml(
          "ErrorResponse",
          { Error: { Type: error.status < 500 ? "Sender" : "Receiver", ...detail }, RequestId: requestId },
          ' xmlns="https://sts.amazonaws.com/doc/2011-06-15/"',
        )
      : xml("Response", { Errors: { Error: detail }, RequestID: requestId });
  return { status: error.status, body: DECLARATION + body, headers: headersOf(requestId) };
}
