import { randomUUID } from "node:crypto";
import { Agent, request } from "undici";
import { ProviderError } from "../provider-error";
import { answeredError, silentError, vcdCodes } from "./faults";
import { readBody, type VcdAnswer } from "./wire";

/** A VMware Cloud Director. */
export type VcdSite = {
  /** Origin such as `https://vcd.example.com`; anything after the host is ignored. */
  url: string;
  /** PEM of the authority that vouches for it; null = the authorities Node.js knows. */
  certificateAuthority: string | null;
};

/** Requests that left for the wire, retries included, by action. */
export class VcdCallTally {
  readonly byAction = new Map<string, number>();

  add(action: string): void {
    this.byAction.set(action, (this.byAction.get(action) ?? 0) + 1);
  }

  get total(): number {
    return [...this.byAction.values()].reduce((sum, count) => sum + count, 0);
  }
}

export type VcdMethod = "GET" | "POST" | "PUT" | "DELETE";

export type VcdRequest = {
  /** Our name of the call, e.g. `CreateNatRule`. */
  action: string;
  method: VcdMethod;
  /** Absolute path; ids in it by `segment`. */
  path: string;
  query?: Record<string, string | number | undefined>;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** Counted here, if given. */
  tally?: VcdCallTally;
};

const connectTimeoutMs = 5_000;
const mostResponseBytes = 32 * 1024 * 1024;

/** Sockets to one site. Certificates are always verified; plain HTTP is for addresses of this machine alone. */
export class VcdTransport {
  readonly origin: string;
  private readonly reader: Agent;
  private readonly writer: Agent;

  constructor(site: VcdSite) {
    this.origin = originOf(site.url);
    const connect = {
      timeout: connectTimeoutMs,
      ...(site.certificateAuthority && { ca: site.certificateAuthority }),
    };
    const options = { connect, maxResponseSize: mostResponseBytes };
    this.reader = new Agent({ ...options, connections: 6 });
    // A kept socket may be closed by VCD just as we write, and nobody knows whether it was read: each change opens its own.
    this.writer = new Agent({ ...options, pipelining: 0 });
  }

  /** Sends one request once. Answers of 4xx and 5xx, and silence, are ProviderErrors. Redirects are not followed. */
  async send(wanted: VcdRequest): Promise<VcdAnswer> {
    const { action, method, path, headers, body, timeoutMs } = wanted;
    const sentId = randomUUID();
    wanted.tally?.add(action);
    let answer: VcdAnswer;
    try {
      const response = await request(this.origin + path + queryText(wanted.query ?? {}), {
        dispatcher: method === "GET" ? this.reader : this.writer,
        method,
        headers: { ...headers, "X-VMWARE-VCLOUD-REQUEST-ID": sentId },
        ...(body !== undefined && { body }),
        signal: AbortSignal.timeout(timeoutMs),
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      const received = joinHeaders(response.headers);
      answer = {
        status: response.statusCode,
        headers: received,
        body: readBody(await response.body.text(), received["content-type"] ?? ""),
        requestId: received["x-vmware-vcloud-request-id"] ?? sentId,
      };
    } catch (error) {
      throw silentError(error, action, sentId);
    }
    if (answer.status >= 400) throw answeredError(answer, action);
    if (answer.status >= 300) throw redirected(answer, action);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all([this.reader.destroy(), this.writer.destroy()]);
  }
}

function redirected({ status, requestId }: VcdAnswer, action: string): ProviderError {
  const message = `VMware Cloud Director answered HTTP ${status}, a redirect. Its address may be incomplete.`;
  return new ProviderError({ code: vcdCodes.http, message, requestId, action }, false);
}

function originOf(url: string): string {
  const { protocol, hostname, origin } = new URL(url);
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === "https:" || (protocol === "http:" && loopback)) return origin;
  throw new Error(`The address of a site begins with https:// (${url} does not).`);
}

function queryText(query: Record<string, string | number | undefined>): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value] as const],
  );
  return Object.fromEntries(entries);
}

/** An id as part of a path: colons stay, as VCD's own clients send them. */
export function segment(id: string): string {
  return encodeURIComponent(id).replaceAll("%3A", ":");
}
