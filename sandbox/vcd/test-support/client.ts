import type { Act } from "../acts";
import { exampleWorld } from "../example-world";
import { type RunningVcdSandbox, startVcdSandbox, type VcdSandboxOptions } from "../server";
import type { World } from "../world";

export type Json = Record<string, unknown>;

/** What came over the wire, as untyped as it is: a test looks into it and fails where something is not there. */
export type Wire = ReturnType<typeof JSON.parse>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Wire;
}

/** A sandbox of its own for a test, with the example's world, a standing clock, and its control surface. */
export class Vcd {
  constructor(readonly running: RunningVcdSandbox) {}

  get url(): string {
    return this.running.url;
  }

  static async start(options: Partial<VcdSandboxOptions> = {}, world: World = exampleWorld()): Promise<Vcd> {
    const running = await startVcdSandbox({ port: 0, clock: "manual", forwarding: false, ...options });
    const vcd = new Vcd(running);
    const { status, body } = await vcd.control("PUT", "world", world);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return vcd;
  }

  close(): Promise<void> {
    return this.running.close();
  }

  async control(method: string, name: string, body?: unknown): Promise<Answer> {
    return read(
      await fetch(`${this.url}/_sandbox/vcd/${name}`, {
        method,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  }

  async act(act: Act): Promise<void> {
    const { status, body } = await this.control("POST", "act", act);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  async fault(fault: Json): Promise<void> {
    const { status, body } = await this.control("POST", "faults", fault);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  async advance(ms: number): Promise<void> {
    await this.control("POST", "clock", { advanceMs: ms });
  }

  /** Lets everything that is under way come to its end. */
  async finish(): Promise<void> {
    const { body } = await this.control("POST", "clock", { finishWithinMs: 3_600_000 });
    if (!body.finished) throw new Error("Something never ended.");
  }

  async journal(): Promise<Json[]> {
    return (await this.control("GET", "journal")).body;
  }

  async organization(name: string): Promise<Wire> {
    const { body } = await this.control("GET", "world");
    return body.organizations.find((each: Wire) => each.name === name);
  }

  async login(
    user = "tenant1-admin",
    organization = "tenant1",
    password = `${organization}-password`,
    version?: string,
  ) {
    const provider = organization === "System";
    const path = `/cloudapi/1.0.0/sessions${provider ? "/provider" : ""}`;
    const answer = await read(
      await fetch(this.url + path, {
        method: "POST",
        headers: {
          accept: `application/json;version=${version ?? "35.0"}`,
          authorization: `Basic ${Buffer.from(`${user}@${organization}:${password}`).toString("base64")}`,
        },
      }),
    );
    const token = answer.headers.get("x-vmware-vcloud-access-token") ?? "";
    return new Person(this, token, version ?? "35.0", answer);
  }
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: Wire = text;
  try {
    body = JSON.parse(text);
  } catch {
    // XML and empty bodies stay as they are.
  }
  return { status: response.status, headers: response.headers, text, body };
}

/** Somebody signed in: calls with their token, at one API version. */
export class Person {
  constructor(
    readonly vcd: Vcd,
    readonly token: string,
    readonly version: string,
    readonly answer: Answer,
  ) {}

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const url = path.startsWith("http") ? path : this.vcd.url + path;
    return read(
      await fetch(url, {
        method,
        headers: {
          accept: `application/*+json;version=${this.version}`,
          authorization: `Bearer ${this.token}`,
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call("GET", path, undefined, headers);
  }

  xml(path: string): Promise<Answer> {
    return this.get(path, { accept: `application/*+xml;version=${this.version}` });
  }

  /** The task of a 202. */
  async task(answer: Answer): Promise<Wire> {
    const entity = answer.body?.entity?.status;
    const href = answer.headers.get("location") ?? entity?.task_href ?? entity?.taskHref;
    return (await this.get(String(href))).body;
  }

  async edge(name = "tenant1-edge"): Promise<Wire> {
    const [edge] = (await this.get(`/cloudapi/1.0.0/edgeGateways?filter=name==${name}`)).body.values ?? [];
    if (!edge) throw new Error(`There is no edge gateway ${name} to be seen.`);
    return edge;
  }

  async natRules(edgeId: string): Promise<Wire[]> {
    return (await this.get(`/cloudapi/1.0.0/edgeGateways/${edgeId}/nat/rules?pageSize=128`)).body.values;
  }

  createCluster(spec: Json): Promise<Answer> {
    return this.call("POST", "/api/cse/3.0/clusters", spec);
  }

  async entity(id: string): Promise<Wire> {
    return (await this.get(`/cloudapi/1.0.0/entities/${id}`)).body;
  }
}

/** The seed article's document, repaired. */
export function document1(
  change: {
    name?: string;
    expose?: boolean;
    kind?: string;
    spec?: Json;
    network?: string;
    vdc?: string;
    rollback?: boolean;
  } = {},
): Json {
  const template =
    change.kind === "native"
      ? { template_name: "ubuntu-16.04_k8-1.20_weave-2.6.5", template_revision: 2 }
      : { template_name: "ubuntu-20.04_tkgm-1.20_antrea-0.11", template_revision: 1 };
  return {
    api_version: "35.0",
    kind: change.kind ?? "TKGm",
    metadata: {
      cluster_name: change.name ?? "tkg1",
      org_name: "tenant1",
      ovdc_name: change.vdc ?? "tenant1-vdc",
    },
    spec: {
      control_plane: { count: 1 },
      expose: change.expose ?? true,
      k8_distribution: template,
      settings: {
        network: change.network ?? "default-organization-network",
        rollback_on_failure: change.rollback ?? true,
        ssh_key: null,
      },
      workers: { count: 1 },
      ...change.spec,
    },
  };
}

export function document2(
  site: string,
  change: {
    name?: string;
    expose?: boolean;
    kind?: string;
    workers?: number;
    network?: string;
    vdc?: string;
    rollback?: boolean;
  } = {},
): Json {
  const distribution =
    change.kind === "native"
      ? { templateName: "ubuntu-16.04_k8-1.20_weave-2.6.5", templateRevision: 2 }
      : { templateName: "ubuntu-20.04_tkgm-1.20_antrea-0.11", templateRevision: 1 };
  return {
    apiVersion: "cse.vmware.com/v2.1",
    kind: change.kind ?? "TKGm",
    metadata: {
      name: change.name ?? "tkg1",
      orgName: "tenant1",
      virtualDataCenterName: change.vdc ?? "tenant1-vdc",
      site,
    },
    spec: {
      topology: { controlPlane: { count: 1 }, workers: { count: change.workers ?? 1 } },
      distribution,
      settings: {
        ovdcNetwork: change.network ?? "default-organization-network",
        rollbackOnFailure: change.rollback ?? true,
        network: { expose: change.expose ?? true },
      },
    },
  };
}
