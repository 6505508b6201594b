import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SiteVersions } from "@/lib/domain/vcd/observed";
import { compareVersions, isProviderOrganization } from "@/lib/domain/vcd/sign-in";
import { ProviderError } from "../provider-error";
import { refusesVcdCredentials, vcdCodes } from "./faults";
import { bareId } from "./identifiers";
import { logIn, type VcdCredential } from "./login";
import { VcdCallTally, type VcdMethod, type VcdSite, VcdTransport } from "./transport";
import { negotiateVersions } from "./versions";
import type { VcdAnswer } from "./wire";

/** Whose credential a call uses, and in which organization it acts. */
export type VcdPlace = {
  site: VcdSite;
  credential: VcdCredential;
  /** For a provider's credential: the organization to act in. Null: nobody's, or the credential's own. */
  tenant: { id: string; name: string } | null;
};

const readTimeoutMs = 15_000;
/** A mutating call is over after this long; attempts' deadlines lie beyond. */
export const vcdMutationTimeoutMs = 30_000;
/** CSE is slow: VCD relays to it, and it reads machines through vSphere. */
export const cseTimeoutMs = 60_000;
/** A process that slept between deciding and sending does not send any more. */
const mutationStaleMs = 5_000;
const versionsKeptMs = 10 * 60_000;
const refusalKeptMs = 5 * 60_000;

type CallOptions = {
  query?: Record<string, string | number | undefined>;
  /** Another API version than the one the site was opened with. */
  apiVersion?: string;
  /** The old API below /api speaks JSON only under another name. */
  family?: "cloudapi" | "legacy";
  timeoutMs?: number;
};

export type WriteOptions = CallOptions & { body?: unknown; headers?: Record<string, string> };

/** The sockets and versions of one site. */
class SiteConnection {
  readonly transport: VcdTransport;
  private negotiated: { at: number; versions: Promise<SiteVersions> } | undefined;

  constructor(site: VcdSite) {
    this.transport = new VcdTransport(site);
  }

  versions(tally: VcdCallTally): Promise<SiteVersions> {
    const now = performance.now();
    if (this.negotiated && now - this.negotiated.at < versionsKeptMs) return this.negotiated.versions;
    const versions = negotiateVersions(this.transport, tally);
    const negotiated = { at: now, versions };
    this.negotiated = negotiated;
    versions.catch(() => {
      if (this.negotiated === negotiated) this.negotiated = undefined;
    });
    return versions;
  }
}

/**
 * The bearer token of one credential: asked for when first needed, and again when VCD has ended it. A refused password
 * is not sent again for a while: all places of a site share one account, and VCD would lock it.
 */
class TokenKeeper {
  private token: Promise<string> | undefined;
  private refused: { at: number; error: ProviderError } | undefined;

  constructor(private readonly ask: (tally: VcdCallTally) => Promise<string>) {}

  get(tally: VcdCallTally): Promise<string> {
    if (this.token) return this.token;
    if (this.refused && performance.now() - this.refused.at < refusalKeptMs) {
      return Promise.reject(this.refused.error);
    }
    const token = this.ask(tally);
    this.token = token;
    token.catch((error: unknown) => {
      this.drop(token);
      if (error instanceof ProviderError && refusesVcdCredentials(error.fault)) {
        this.refused = { at: performance.now(), error };
      }
    });
    return token;
  }

  drop(token: Promise<string> | undefined = this.token): void {
    if (this.token === token) this.token = undefined;
  }
}

/** One long-lived set of sockets per site, and one session per credential. */
export class VcdClients {
  private readonly sites = new Map<string, SiteConnection>();
  private readonly tokens = new Map<string, TokenKeeper>();

  /** A session for one sweep, check or ask; its calls are counted in `tally`. Reads the site's versions if need be. */
  async open(place: VcdPlace, tally: VcdCallTally = new VcdCallTally()): Promise<VcdSession> {
    const site = this.sites.get(siteKey(place.site)) ?? new SiteConnection(place.site);
    this.sites.set(siteKey(place.site), site);
    const versions = await site.versions(tally);
    return new VcdSession(
      place,
      site.transport,
      versions,
      this.keeperOf(place, site.transport, versions),
      tally,
    );
  }

  /** Drops the token of a place's credential, or its remembered refusal; sessions under way keep theirs until VCD refuses it. */
  forget(place: VcdPlace): void {
    this.tokens.delete(credentialKey(place));
  }

  /** Closes all sockets. */
  async close(): Promise<void> {
    await Promise.all([...this.sites.values()].map(({ transport }) => transport.close()));
    this.sites.clear();
    this.tokens.clear();
  }

  private keeperOf(place: VcdPlace, transport: VcdTransport, { spoken }: SiteVersions): TokenKeeper {
    const { credential } = place;
    const ask = (tally: VcdCallTally) => logIn(transport, credential, spoken, tally);
    // A person's token is kept by whoever sealed it, not by this map.
    if (credential.kind === "session") return new TokenKeeper(ask);
    const key = credentialKey(place);
    const keeper = this.tokens.get(key) ?? new TokenKeeper(ask);
    this.tokens.set(key, keeper);
    return keeper;
  }
}

function siteKey({ url, certificateAuthority }: VcdSite): string {
  return JSON.stringify([url, certificateAuthority]);
}

function credentialKey({ site, credential }: VcdPlace): string {
  return createHash("sha256")
    .update(JSON.stringify([siteKey(site), credential]))
    .digest("hex");
}

/** Calls to one site with one credential, in one organization. All failures come out as ProviderError. */
export class VcdSession {
  constructor(
    readonly place: VcdPlace,
    private readonly transport: VcdTransport,
    readonly versions: SiteVersions,
    private readonly tokens: TokenKeeper,
    readonly tally: VcdCallTally,
  ) {}

  /** The version calls use unless they say another. */
  get apiVersion(): string {
    return this.versions.spoken;
  }

  /** Whether calls use this API version or a newer one. */
  speaks(version: string): boolean {
    return compareVersions(this.apiVersion, version) >= 0;
  }

  /** Whether the credential is the provider's: CSE must never see its token. */
  get isProvider(): boolean {
    return isProviderOrganization(this.place.credential.organization);
  }

  /** The bearer token itself, signing in if need be: a secret. */
  bearer(): Promise<string> {
    return this.tokens.get(this.tally);
  }

  /** Sends a read; again, up to twice, if it failed early without an answer. Begins a new session once if VCD ended it. */
  async read(action: string, path: string, options: CallOptions = {}): Promise<VcdAnswer> {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      const token = this.tokens.get(this.tally);
      try {
        return await this.send(action, "GET", path, { timeoutMs: readTimeoutMs, ...options }, await token);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        const renews = this.dropEndedToken(error, token) && attempt === 1;
        const early = performance.now() - startedAt < readTimeoutMs;
        if (!renews && !(error.outcomeUnknown && early && attempt < 3)) throw error;
        if (!renews) await sleep(attempt * 200);
      }
    }
  }

  /** Sends a mutating call once, never again, and never late. */
  async write(
    action: string,
    method: Exclude<VcdMethod, "GET">,
    path: string,
    options: WriteOptions = {},
  ): Promise<VcdAnswer> {
    const sendBefore = performance.now() + mutationStaleMs;
    const token = this.tokens.get(this.tally);
    const bearer = await token;
    if (performance.now() > sendBefore) {
      const message = "The process was held up before sending; nothing was sent.";
      throw new ProviderError({ code: vcdCodes.notSent, message, requestId: null, action }, false);
    }
    try {
      return await this.send(action, method, path, { timeoutMs: vcdMutationTimeoutMs, ...options }, bearer);
    } catch (error) {
      if (error instanceof ProviderError) this.dropEndedToken(error, token);
      throw error;
    }
  }

  /** Whether VCD ended the session and another can be begun; the next call will. */
  private dropEndedToken(error: ProviderError, token: Promise<string>): boolean {
    if (error.fault.code !== vcdCodes.sessionEnded) return false;
    if (this.place.credential.kind === "session") return false;
    this.tokens.drop(token);
    return true;
  }

  private send(
    action: string,
    method: VcdMethod,
    path: string,
    options: WriteOptions & { timeoutMs: number },
    token: string,
  ): Promise<VcdAnswer> {
    const { query, body, family = "cloudapi", apiVersion = this.apiVersion, timeoutMs } = options;
    const type = family === "legacy" ? "application/*+json" : "application/json";
    return this.transport.send({
      action,
      method,
      path,
      query,
      headers: {
        Accept: `${type};version=${apiVersion}`,
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...this.tenantContext(),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeoutMs,
      tally: this.tally,
    });
  }

  private tenantContext(): Record<string, string> {
    const { tenant } = this.place;
    if (!tenant || !this.isProvider) return {};
    return {
      "X-VMWARE-VCLOUD-TENANT-CONTEXT": bareId(tenant.id),
      "X-VMWARE-VCLOUD-AUTH-CONTEXT": tenant.name,
    };
  }
}
