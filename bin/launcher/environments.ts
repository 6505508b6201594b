/** Which variables each process gets. Lists of what is allowed: what nobody thought of stays out. */
const EVERYBODY = [
  "PATH",
  "HOME",
  "USER",
  "LANG",
  "LC_ALL",
  "TZ",
  "TMPDIR",
  "NODE_ENV",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "LOG_LEVEL",
  "NO_COLOR",
];

// `pg` reads these beside the connection string: TLS files, a password kept out of the URL.
const DATABASE = [
  "DATABASE_URL",
  "PGPASSWORD",
  "PGPASSFILE",
  "PGSSLMODE",
  "PGSSLROOTCERT",
  "PGSSLCERT",
  "PGSSLKEY",
];

const WEB = [
  ...DATABASE,
  "NEXTAUTH_SECRET",
  "NEXTAUTH_FORMER_SECRET",
  "NEXTAUTH_FORMER_SECRET_UNTIL",
  "NEXTAUTH_URL",
  "DRAWBRIDGE_INSTALLATION_ID",
  "SEALING_PUBLIC_KEY",
  "TRUSTED_PROXIES",
  "OIDC_ISSUER",
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_NAME",
  "OIDC_SCOPES",
  "OIDC_GROUPS_CLAIM",
  "HOST",
  "PORT",
  "NEXT_DIST_DIR",
  "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY",
  "SANDBOX_URL",
  "OUTBOUND_ALLOW",
  "OUTBOUND_PLAIN_HTTP",
];

const WORKER = [
  ...DATABASE,
  "DRAWBRIDGE_INSTALLATION_ID",
  "SEALING_PRIVATE_KEYS",
  "GLANCE_SECONDS",
  "FULL_SWEEP_SECONDS",
  "NEXTAUTH_URL",
  "SMTP_URL",
  "MAIL_FROM",
  "OUTBOUND_ALLOW",
  "OUTBOUND_PLAIN_HTTP",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
];

const SANDBOX = [
  "SANDBOX_HOST",
  "SANDBOX_PORT",
  "SANDBOX_STATE_FILE",
  "SANDBOX_MAIL_PORT",
  "VCD_SANDBOX_PORT",
  "VCD_SANDBOX_STATE_FILE",
  "VCD_SANDBOX_NETWORKS",
];

const BUILD = ["NEXT_DIST_DIR", "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY", "STANDALONE"];

function pick(env: NodeJS.ProcessEnv, allowed: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => allowed(name))) as NodeJS.ProcessEnv;
}

function only(env: NodeJS.ProcessEnv, names: string[]): NodeJS.ProcessEnv {
  const allowed = new Set([...EVERYBODY, ...names]);
  return pick(env, (name) => allowed.has(name));
}

// Next reads .env files of its own accord; this stops it, so that a key kept there does not reach the web either.
const NO_ENV_FILES = { __NEXT_PROCESSED_ENV: "true", NEXT_TELEMETRY_DISABLED: "1" };

/** No cloud credential, and of the worker's keys the public half alone. */
export function webEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...only(env, WEB), ...NO_ENV_FILES };
}

// The SDK's version is pinned to one that supports our Node; what it says of its later ones is noise in each log.
export const QUIET_AWS_SDK = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

/** Everything that the AWS SDK reads; nothing that signs sessions. */
export function workerEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const allowed = new Set([...EVERYBODY, ...WORKER]);
  return { ...QUIET_AWS_SDK, ...pick(env, (name) => allowed.has(name) || name.startsWith("AWS_")) };
}

export function sandboxEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return only(env, SANDBOX);
}

export function buildEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...only(env, BUILD), ...NO_ENV_FILES, NODE_ENV: "production" };
}
