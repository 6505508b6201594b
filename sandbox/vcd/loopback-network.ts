import { connect, createServer, type Server, type Socket } from "node:net";
import { serveControlPlane } from "../kubernetes/control-plane";
import type { ClusterView } from "../kubernetes/objects";
import type { ControlPlaneRecord } from "../kubernetes/records";
import { newId } from "./ids";
import { activeRules, externalPorts, internalPort, judge } from "./packet-filter";
import type { NatRule, Vapp } from "./records";
import type { VcdSandbox } from "./state";

const API_PORT = 6443;
const SSH_PORT = 22;
const WIDEST_RANGE = 32;

interface Listener {
  close(): Promise<void>;
}

interface Wanted {
  address: string;
  port: number;
  open: () => Promise<Listener>;
}

const isLoopback = (address: string) => address.startsWith("127.");

/** Real sockets on loopback addresses: control planes behind, the edges' DNAT rules in front. */
export class LoopbackNetwork {
  private readonly listeners = new Map<string, Listener>();
  /** Addresses that could not be bound, with the reason in words. */
  readonly leftOut = new Map<string, string>();

  constructor(
    private readonly sandbox: VcdSandbox,
    readonly enabled: boolean,
  ) {}

  get listening(): string[] {
    return [...this.listeners.keys()].map((key) => key.split(" ")[0] ?? key).sort();
  }

  /** Brings the sockets in agreement with rules and machines; returns when both are so. */
  async sync(): Promise<void> {
    if (!this.enabled) return;
    const wanted = this.wanted();
    for (const [key, listener] of this.listeners) {
      if (wanted.has(key)) continue;
      this.listeners.delete(key);
      await listener.close();
    }
    for (const key of this.leftOut.keys()) if (!wanted.has(key)) this.leftOut.delete(key);
    for (const [key, { address, port, open }] of wanted) {
      if (this.listeners.has(key)) continue;
      if (!isLoopback(address)) {
        this.leftOut.set(key, `${address}:${port} is no loopback address; nothing listens there.`);
        continue;
      }
      try {
        this.listeners.set(key, await open());
        this.leftOut.delete(key);
      } catch (error) {
        this.leftOut.set(key, explain(address, port, error));
      }
    }
  }

  async close(): Promise<void> {
    const open = [...this.listeners.values()];
    this.listeners.clear();
    await Promise.all(open.map((listener) => listener.close()));
  }

  private wanted(): Map<string, Wanted> {
    const { sandbox } = this;
    const wanted = new Map<string, Wanted>();
    const rules = activeRules(sandbox);
    const taken = new Set<string>();
    for (const plane of sandbox.store.controlPlanes.all()) {
      const vapp = sandbox.store.vapps.get(plane.vappId);
      if (!vapp?.poweredOn) continue;
      const generation = plane.server.certificate.slice(-80, -40).replace(/\s/g, "");
      wanted.set(`${plane.ip}:${API_PORT} ${generation}`, {
        address: plane.ip,
        port: API_PORT,
        open: () => this.openControlPlane(plane, vapp),
      });
      // Only a rule without a port reaches the node's SSH server, so only then is it worth a privileged port.
      if (
        rules.some((rule) => rule.internalAddresses === plane.ip && externalPorts(sandbox, rule) === null)
      ) {
        const open = () => openServer(plane.ip, SSH_PORT, greetAsSsh);
        wanted.set(`${plane.ip}:${SSH_PORT}`, { address: plane.ip, port: SSH_PORT, open });
      }
    }
    for (const rule of rules) {
      for (const port of this.portsToOpen(rule)) {
        const address = rule.externalAddresses.split("/")[0] ?? "";
        const open = () => openServer(address, port, (socket) => this.forward(socket, address, port));
        // The target is part of the key: connections made through an older rule end with it.
        const to = `${rule.internalAddresses}:${internalPort(sandbox, rule, port)}`;
        const key = `${address}:${port} ${to}`;
        // One socket stands for all rules of an address and port: the first of them names the target.
        if (taken.has(`${address}:${port}`)) continue;
        taken.add(`${address}:${port}`);
        wanted.set(key, { address, port, open });
      }
    }
    return wanted;
  }

  private portsToOpen(rule: NatRule): number[] {
    const ports = externalPorts(this.sandbox, rule);
    if (!ports) return [API_PORT, SSH_PORT];
    const last = Math.min(ports.last, ports.first + WIDEST_RANGE - 1);
    return Array.from({ length: last - ports.first + 1 }, (_, index) => ports.first + index);
  }

  private async openControlPlane(plane: ControlPlaneRecord, vapp: Vapp): Promise<Listener> {
    const { sandbox } = this;
    const view = (): ClusterView => ({
      plane: sandbox.store.controlPlanes.get(plane.vappId) ?? plane,
      nodes: vapp.nodes
        .filter((node) => node.role !== "nfs")
        .map((node) => ({ ...node, controlPlane: node.role === "control-plane" })),
      now: sandbox.clock.now(),
    });
    const organization = sandbox.store.organizations.get(vapp.organizationId)?.name ?? "";
    const server = await serveControlPlane(plane, {
      port: API_PORT,
      view,
      onCall: ({ method, path, user, status }) =>
        sandbox.journal.add({
          at: new Date(sandbox.clock.now()).toISOString(),
          service: "kubernetes",
          via: "client",
          operation: "kubernetes",
          method,
          path: `${plane.clusterName}${path}`,
          organization,
          user,
          status,
          requestId: newId(),
        }),
    });
    return {
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  }

  private forward(socket: Socket, destination: string, port: number): void {
    const source = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const verdict = judge(this.sandbox, { source, destination, port });
    if (verdict.kind === "forward") {
      const inner = connect({ host: verdict.to.host, port: verdict.to.port });
      socket.pipe(inner).pipe(socket);
      inner.on("error", () => socket.destroy());
      inner.on("close", () => socket.destroy());
      socket.on("close", () => inner.destroy());
    } else if (verdict.kind === "drop") {
      // A dropped packet is never answered; here the connection stands, and stays silent until the client leaves.
      socket.resume();
    } else {
      socket.resetAndDestroy();
    }
  }
}

function greetAsSsh(socket: Socket): void {
  socket.write("SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.3\r\n");
  socket.resume();
}

function openServer(
  address: string,
  port: number,
  onConnection: (socket: Socket) => void,
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    onConnection(socket);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => {
      server.off("error", reject);
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function explain(address: string, port: number, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  const place = `${address}:${port}`;
  if (code === "EADDRNOTAVAIL") {
    return `${place} cannot be bound: this system has no address ${address}. Linux answers on all of 127.0.0.0/8; on macOS add it with "sudo ifconfig lo0 alias ${address}".`;
  }
  if (code === "EADDRINUSE") return `${place} cannot be bound: something else listens there.`;
  if (code === "EACCES")
    return `${place} cannot be bound: ports below 1024 need more rights than this process has.`;
  return `${place} cannot be bound: ${error}`;
}
