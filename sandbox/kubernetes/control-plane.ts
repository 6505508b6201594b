import { createServer, type Server } from "node:https";
import type { PeerCertificate, TLSSocket } from "node:tls";
import { type ApiReply, answerKubernetes, failure } from "./api";
import type { ClusterView } from "./objects";
import type { ControlPlaneRecord } from "./records";

export interface ServedCall {
  method: string;
  path: string;
  user: string;
  status: number;
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** A certificate of this cluster's authority names the caller; another one is refused, none is anonymous. */
function userOf(socket: TLSSocket): { name: string; groups: string[] } | null {
  const certificate = socket.getPeerCertificate() as PeerCertificate | undefined;
  if (!certificate?.subject) return { name: "system:anonymous", groups: ["system:unauthenticated"] };
  if (!socket.authorized) return null;
  return { name: certificate.subject.CN, groups: [...listOf(certificate.subject.O), "system:authenticated"] };
}

/** An API server: TLS with its own certificate, client certificates of its own authority. */
export async function serveControlPlane(
  plane: ControlPlaneRecord,
  options: { port: number; view: () => ClusterView; onCall: (call: ServedCall) => void },
): Promise<Server> {
  const server = createServer(
    {
      key: plane.server.privateKey,
      cert: plane.server.certificate,
      ca: plane.authority.certificate,
      requestCert: true,
      // Refused above TLS, so that the client gets a Status with words.
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk) => chunks.push(chunk));
      request.on("end", () => {
        const url = new URL(request.url ?? "/", "https://kubernetes");
        const user = userOf(request.socket as TLSSocket);
        const reply: ApiReply = user
          ? answerKubernetes(options.view(), {
              method: request.method ?? "GET",
              path: url.pathname,
              query: url.searchParams,
              accept: request.headers.accept ?? "",
              body: Buffer.concat(chunks).toString("utf8"),
              user,
            })
          : failure(401, "Unauthorized", "Unauthorized");
        options.onCall({
          method: request.method ?? "GET",
          path: url.pathname,
          user: user?.name ?? "",
          status: reply.status,
        });
        response.writeHead(reply.status, {
          "content-type": reply.contentType,
          "cache-control": "no-cache, private",
        });
        response.end(reply.body);
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, plane.ip, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A client that breaks the handshake is its own affair.
  server.on("tlsClientError", () => {});
  server.on("error", () => {});
  return server;
}
