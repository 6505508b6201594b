import pino, { type Logger } from "pino";

const SECRET_NAME = /pass(word|phrase)|secret|token|authorization|cookie|private_?key|access_?key/i;
const MAX_DEPTH = 6;

/** A copy in which every value under a name that smells of a secret is replaced, however deep it lies. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) && inner !== undefined && inner !== null
        ? "[redacted]"
        : redact(inner, depth + 1),
    ]),
  );
}

// Drizzle puts a statement's parameters, password hashes among them, into the message, which the stack repeats.
function describeError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, params: _params, ...rest } = error as Error & { params?: unknown };
  const plain = message.replace(/\nparams: [\s\S]*/, "");
  const described: Record<string, unknown> = {
    type: name,
    message: plain,
    stack: stack?.replace(message, () => plain),
  };
  if (depth < MAX_DEPTH) {
    Object.assign(described, redact(rest, depth + 1));
    if (cause !== undefined) described.cause = redact(cause, depth + 1);
  }
  return described;
}

function levelFrom(env: NodeJS.ProcessEnv): string {
  const wanted = env.LOG_LEVEL ?? "";
  return wanted === "silent" || wanted in pino.levels.values ? wanted : "info";
}

/** JSON lines on standard output; `log.child({ … })` adds fields. The launcher turns them into prose for people. */
export const log: Logger = pino({
  level: levelFrom(process.env),
  base: { process: process.env.DRAWBRIDGE_PROCESS, pid: process.pid },
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: {
    level: (label) => ({ level: label }),
    bindings: (bindings) => redact(bindings) as Record<string, unknown>,
    log: (fields) => redact(fields) as Record<string, unknown>,
  },
  // Left to `redact`, which sees errors at any depth.
  serializers: { err: (error) => error },
});
