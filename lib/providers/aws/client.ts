import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { STSClient } from "@aws-sdk/client-sts";
import { ProviderError } from "../provider-error";
import { toProviderError } from "./faults";
import { TokenBuckets } from "./token-buckets";

export type Ec2Sdk = typeof import("@aws-sdk/client-ec2");
export type StsSdk = typeof import("@aws-sdk/client-sts");

/** Whose credentials a call uses, and where. Without a role: the process's own, from the SDK's usual chain. */
export type AwsPlace = {
  /** 12 digits. */
  accountId: string;
  region: string;
  roleArn: string | null;
  externalId: string | null;
};

/** Addresses other than AWS's own, such as VPC endpoints. */
export type AwsEndpoints = { ec2?: string; sts?: string };

/** Requests that left for the wire, retries included, by action. */
export class CallTally {
  readonly byAction = new Map<string, number>();

  add(action: string): void {
    this.byAction.set(action, (this.byAction.get(action) ?? 0) + 1);
  }

  get total(): number {
    return [...this.byAction.values()].reduce((sum, count) => sum + count, 0);
  }
}

const connectionTimeoutMs = 2_000;
const requestTimeoutMs = 10_000;
/** A mutating call is over after this long, credentials and connection included; attempts' deadlines lie beyond. */
export const mutationTimeoutMs = 12_000;
/** A process that slept between deciding and sending does not send any more. */
const mutationStaleMs = 5_000;

// Without the last flag the SDK only logs that a request took too long.
const requestHandler = {
  connectionTimeout: connectionTimeoutMs,
  requestTimeout: requestTimeoutMs,
  throwOnRequestTimeout: true,
};

type CallScope = { tally: CallTally; sendBefore?: number };
const scopes = new AsyncLocalStorage<CallScope>();

class TooLateToSend extends Error {}

// The SDK takes a quarter of a second to load; processes that never call AWS do not pay for it.
const ec2Sdk = (): Promise<Ec2Sdk> => import("@aws-sdk/client-ec2");
const stsSdk = (): Promise<StsSdk> => import("@aws-sdk/client-sts");

type Clients = { reader: EC2Client; writer: EC2Client; sts: STSClient; ec2Sdk: Ec2Sdk; stsSdk: StsSdk };

/** One long-lived set of clients per account, Region and role, and the buckets that all of them share. */
export class AwsClients {
  private readonly opened = new Map<string, Promise<Clients>>();
  private readonly buckets = new TokenBuckets();

  constructor(private readonly endpoints: AwsEndpoints = {}) {}

  /** A session for one sweep or check; its calls are counted in `tally`. */
  async open(place: AwsPlace, tally: CallTally = new CallTally()): Promise<AwsSession> {
    const clients = this.opened.get(keyOf(place)) ?? this.create(place);
    this.opened.set(keyOf(place), clients);
    return new AwsSession(place, await clients, tally, this.buckets);
  }

  /** Drops the clients of a place, and with them the credentials they hold. Sessions under way keep theirs. */
  forget(place: AwsPlace): void {
    this.opened.delete(keyOf(place));
  }

  /** Closes all sockets. */
  async close(): Promise<void> {
    for (const clients of await Promise.all(this.opened.values())) {
      clients.reader.destroy();
      clients.writer.destroy();
      clients.sts.destroy();
    }
    this.opened.clear();
  }

  private async create(place: AwsPlace): Promise<Clients> {
    const [ec2, sts] = await Promise.all([ec2Sdk(), stsSdk()]);
    const stsConfig = { region: place.region, endpoint: this.endpoints.sts, requestHandler };
    const credentials = await credentialsOf(place, stsConfig);
    const config = { region: place.region, endpoint: this.endpoints.ec2, requestHandler, credentials };
    const reader = new ec2.EC2Client({ ...config, maxAttempts: 3, retryMode: "standard" });
    const writer = new ec2.EC2Client({ ...config, maxAttempts: 1 });
    watchCalls(reader);
    watchCalls(writer);
    return {
      reader,
      writer,
      sts: new sts.STSClient({ ...stsConfig, credentials }),
      ec2Sdk: ec2,
      stsSdk: sts,
    };
  }
}

function keyOf({ accountId, region, roleArn, externalId }: AwsPlace): string {
  return [accountId, region, roleArn, externalId].join("/");
}

async function credentialsOf(
  place: AwsPlace,
  clientConfig: { region: string; endpoint?: string; requestHandler: typeof requestHandler },
) {
  if (!place.roleArn) return undefined;
  const { fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  return fromTemporaryCredentials({
    params: {
      RoleArn: place.roleArn,
      RoleSessionName: "drawbridge",
      ...(place.externalId ? { ExternalId: place.externalId } : {}),
    },
    clientConfig,
  });
}

function watchCalls(client: EC2Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const scope = scopes.getStore();
      if (scope?.sendBefore !== undefined && performance.now() > scope.sendBefore) throw new TooLateToSend();
      scope?.tally.add((context.commandName ?? "unknown").replace(/Command$/, ""));
      return next(args);
    },
    { name: "drawbridgeWatchCalls", step: "deserialize", priority: "low" },
  );
}

/** Calls to one account in one Region. All failures come out as ProviderError. */
export class AwsSession {
  constructor(
    readonly place: AwsPlace,
    private readonly clients: Clients,
    readonly tally: CallTally,
    private readonly buckets: TokenBuckets,
  ) {}

  /** Sends a read, up to three times; waits its turn where our half of AWS's bucket is empty. */
  async read<T>(action: string, send: (client: EC2Client, sdk: Ec2Sdk) => Promise<T>): Promise<T> {
    const waitMs = this.buckets.take(this.bucketKey, action);
    if (waitMs > 0) await sleep(waitMs);
    return this.run(action, { tally: this.tally }, () => send(this.clients.reader, this.clients.ec2Sdk));
  }

  /** Whether a mutating call of this action may be sent now; takes its token. If not, the next sweep sends it. */
  mayWrite(action: string): boolean {
    return this.buckets.tryTake(this.bucketKey, action);
  }

  /** Sends a mutating call once, never again, and never late. Ask `mayWrite` first. */
  async write<T>(
    action: string,
    send: (client: EC2Client, sdk: Ec2Sdk, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const scope = { tally: this.tally, sendBefore: performance.now() + mutationStaleMs };
    const abortSignal = AbortSignal.timeout(mutationTimeoutMs);
    return this.run(action, scope, () => send(this.clients.writer, this.clients.ec2Sdk, { abortSignal }));
  }

  /** Sends a dry run: a permission check that changes nothing, but must not be retried for its odd status. */
  async dryRun<T>(action: string, send: (client: EC2Client, sdk: Ec2Sdk) => Promise<T>): Promise<T> {
    return this.run(action, { tally: this.tally }, () => send(this.clients.writer, this.clients.ec2Sdk));
  }

  /** Sends a call to STS. */
  async identity<T>(action: string, send: (client: STSClient, sdk: StsSdk) => Promise<T>): Promise<T> {
    return this.run(action, { tally: this.tally }, () => send(this.clients.sts, this.clients.stsSdk));
  }

  private get bucketKey(): string {
    return `${this.place.accountId}/${this.place.region}`;
  }

  private async run<T>(action: string, scope: CallScope, send: () => Promise<T>): Promise<T> {
    try {
      return await scopes.run(scope, send);
    } catch (error) {
      if (error instanceof TooLateToSend) {
        const message = "The process was held up before sending; nothing was sent.";
        throw new ProviderError({ code: "NotSent", message, requestId: null, action }, false);
      }
      throw toProviderError(error, action);
    }
  }
}
