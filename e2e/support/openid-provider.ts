import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration, type JWK } from "oidc-provider";

/** What the provider says of somebody; `sub` is how they sign in there. */
export type Account = { sub: string; name?: string; email?: string; groups?: unknown } & Record<
  string,
  unknown
>;

/** What stands between the provider and Drawbridge, to change what is answered. */
export type Meddler = (answer: { path: string; status: number; body: string }) => {
  status: number;
  body: string;
};

export type OpenIdProvider = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By `sub`; read at each sign-in. */
  accounts: Map<string, Account>;
  /** Changes answers of the discovery, token, key and userinfo addresses; null leaves them alone. */
  meddle(meddler: Meddler | null): void;
  /** Changes the claims of each ID token, and signs it anew with the provider's own key. */
  rewriteIdToken(change: ((claims: Record<string, unknown>) => void) | null): void;
  /** Stops answering, as if it were down; and answers again. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
};

const clientId = "drawbridge";
const clientSecret = "a secret of the test's own client";

/**
 * A certified OpenID provider on loopback: people sign in there with a form that asks for nothing but their name. It
 * stands behind a server of our own, so that a test can have it lie.
 */
export async function startOpenIdProvider({
  port = 0,
  redirectUri,
  claimsIn = "id-token",
}: {
  port?: number;
  redirectUri: string;
  /** Where it puts what it knows of somebody besides `sub`. */
  claimsIn?: "id-token" | "userinfo";
}): Promise<OpenIdProvider> {
  const accounts = new Map<string, Account>();
  let meddler: Meddler | null = null;
  let rewrite: ((claims: Record<string, unknown>) => void) | null = null;
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

  const front = createServer((incoming, outgoing) => void pass(incoming, outgoing));
  const at = await listen(front, port);
  const issuer = `http://127.0.0.1:${at}`;
  const provider = new Provider(issuer, configure({ accounts, redirectUri, claimsIn, key: key as JWK }));
  const back = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith("/interaction/")) void interact(provider, incoming, outgoing);
    else void provider.callback()(incoming, outgoing);
  });
  const behind = await listen(back, 0);

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url: path = "/", headers } = incoming;
    // Browsers ask for it by themselves, and complain where there is none.
    if (path === "/favicon.ico") {
      outgoing.writeHead(204).end();
      return;
    }
    const onward = request({ host: "127.0.0.1", port: behind, method, path, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      let status = answer.statusCode ?? 500;
      let body = Buffer.concat(chunks).toString();
      if (rewrite && path === "/token" && status === 200) body = withIdToken(body, rewrite, key as JWK);
      if (meddler) ({ status, body } = meddler({ path, status, body }));
      const { "content-length": _length, "transfer-encoding": _encoding, ...kept } = answer.headers;
      outgoing.writeHead(status, kept).end(body);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  }

  const close = (server: Server) =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    meddle: (next) => {
      meddler = next;
    },
    rewriteIdToken: (next) => {
      rewrite = next;
    },
    goDown: () => close(front),
    comeBack: async () => void (await listen(front, at)),
    stop: async () => {
      await close(front);
      await close(back);
    },
  };
}

function configure({
  accounts,
  redirectUri,
  claimsIn,
  key,
}: {
  accounts: Map<string, Account>;
  redirectUri: string;
  claimsIn: "id-token" | "userinfo";
  key: JWK;
}): Configuration {
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    jwks: { keys: [{ ...key, use: "sig", alg: "RS256" }] },
    claims: {
      openid: ["sub"],
      profile: ["name", "preferred_username", "groups", "_claim_names"],
      email: ["email", "email_verified"],
    },
    conformIdTokenClaims: claimsIn === "userinfo",
    cookies: { keys: ["of this test"] },
    // In seconds; what is left out is said to be a default, aloud.
    ttl: { AccessToken: 300, Grant: 3600, IdToken: 300, Interaction: 600, Session: 3600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const claims = accounts.get(sub);
      return claims && { accountId: sub, claims: () => claims };
    },
    // Nobody is asked whether Drawbridge may know them: that is the provider's own page and none of ours.
    loadExistingGrant: async (ctx) => {
      const { provider, client, session } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  };
}

/** The provider's sign-in page: a name, and two buttons. */
async function interact(
  provider: Provider,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (incoming.method !== "POST") {
    outgoing.setHeader("content-type", "text/html; charset=utf-8");
    outgoing.end(
      `<!doctype html><html lang="en"><title>Acme login</title><h1>Acme login</h1>
      <form method="post"><label>User <input name="login"></label>
      <button>Log in</button><button name="refuse" value="1">Refuse</button></form></html>`,
    );
    return;
  }
  let body = "";
  for await (const chunk of incoming) body += String(chunk);
  const form = new URLSearchParams(body);
  const result = form.get("refuse")
    ? { error: "access_denied", error_description: "The person said no" }
    : { login: { accountId: form.get("login") ?? "", remember: false } };
  await provider.interactionFinished(incoming, outgoing, result);
}

/** The answer of the token address with other claims in its ID token, signed as if they had been there. */
function withIdToken(body: string, change: (claims: Record<string, unknown>) => void, key: JWK): string {
  const answer = JSON.parse(body) as { id_token: string };
  const [header = "", payload = ""] = answer.id_token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
  change(claims);
  const content = `${header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  const privateKey = createPrivateKey({ key: { ...key }, format: "jwk" });
  const signature = sign("sha256", Buffer.from(content), privateKey).toString("base64url");
  return JSON.stringify({ ...answer, id_token: `${content}.${signature}` });
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return (server.address() as AddressInfo).port;
}
