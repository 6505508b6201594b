import { type Dispatcher, request } from "undici";
import { type OutboundPolicy, whyNotOutbound } from "@/lib/domain/notifications/outbound-address";
import { OutboundRefused } from "../outbound/guarded-agent";

export type WebhookAnswer = {
  /** Taken: the receiver answered 2xx. */
  ok: boolean;
  /** HTTP status; null where no answer came. */
  status: number | null;
  /** What it answered, cut short, or what went wrong, in plain words. */
  answer: string;
};

const wholeCallMs = 8_000;
const mostAnswerBytes = 4_096;
const mostAnswerCharacters = 500;

/**
 * Posts a JSON body once. Never throws and never follows a redirect; of the answer only its beginning is read.
 * `dispatcher` is a guarded agent.
 */
export async function callWebhook(
  { url, headers, body }: { url: string; headers: Record<string, string>; body: string },
  { dispatcher, policy }: { dispatcher: Dispatcher; policy: OutboundPolicy },
): Promise<WebhookAnswer> {
  const why = whyNotOutbound(url, policy);
  if (why) return { ok: false, status: null, answer: why };
  try {
    const response = await request(url, {
      dispatcher,
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "user-agent": "Drawbridge", ...headers },
      body,
      signal: AbortSignal.timeout(wholeCallMs),
    });
    const { statusCode: status } = response;
    const said = cut(await readBeginning(response.body));
    if (status >= 300 && status < 400) {
      const to = [response.headers.location ?? []].flat()[0];
      const answer = `It answered with a redirect${to ? ` to ${cut(to, 200)}` : ""}, which is not followed. Enter the address it leads to instead.`;
      return { ok: false, status, answer };
    }
    return { ok: status >= 200 && status < 300, status, answer: said };
  } catch (error) {
    return { ok: false, status: null, answer: explain(error) };
  }
}

async function readBeginning(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of body) {
      parts.push(part);
      length += part.length;
      if (length >= mostAnswerBytes) break;
    }
  } catch {
    // The status has arrived: an answer that breaks off after it changes nothing.
  } finally {
    body.destroy();
  }
  return Buffer.concat(parts).subarray(0, mostAnswerBytes).toString("utf8");
}

/** Keeps what PostgreSQL and pages can show: no control characters, no half of one. */
function cut(text: string, most = mostAnswerCharacters): string {
  const line = text.replace(/[\p{Cc}\p{Surrogate}]+/gu, " ").trim();
  // By characters: half of one could not be kept.
  return [...line].slice(0, most).join("");
}

const causes: Record<string, string> = {
  ENOTFOUND: "The name is not known: no address was found for it.",
  EAI_AGAIN: "The name could not be looked up.",
  ECONNREFUSED: "Nobody answers at that address and port.",
  ECONNRESET: "The connection was closed before an answer came.",
  UND_ERR_SOCKET: "The connection was closed before an answer came.",
  UND_ERR_CONNECT_TIMEOUT: "No connection came about in time.",
  UND_ERR_HEADERS_TIMEOUT: "No answer came in time.",
  UND_ERR_BODY_TIMEOUT: "No answer came in time.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "Its certificate is self-signed: nobody vouches for it.",
  SELF_SIGNED_CERT_IN_CHAIN: "Its certificate is from an authority that is not known here.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Its certificate is from an authority that is not known here.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "Its certificate is from an authority that is not known here.",
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another name.",
};

function explain(error: unknown): string {
  if (error instanceof OutboundRefused) return error.message;
  const { code, name, cause, message } = error as NodeJS.ErrnoException & { cause?: unknown };
  if (name === "TimeoutError" || name === "AbortError") return "No answer came in time.";
  if (cause instanceof OutboundRefused) return cause.message;
  if (error instanceof AggregateError) return explain(error.errors[0] ?? new Error("no address answered"));
  return causes[code ?? ""] ?? `The call failed: ${cut(code ? `${code}: ${message}` : message, 200)}.`;
}
