import { stripVTControlCharacters, styleText } from "node:util";

/** Where lines go: prose with a name in front for people, or JSON lines for a log collector. */
export type Terminal = {
  say(text: string): void;
  warn(text: string): void;
  fail(text: string): void;
  /** A line that a child wrote. */
  relay(name: string, line: string): void;
};

type LogLine = { level?: string; msg?: string; err?: { message?: string; stack?: string } } & Record<
  string,
  unknown
>;

const NAME_WIDTH = 10;
const COLORS = ["cyan", "magenta", "blue", "green", "yellow"] as const;
const HIDDEN_FIELDS = new Set(["level", "time", "pid", "process", "msg", "err", "hostname"]);

/** Turns one JSON log line into a line for people; anything else passes as it is. */
export function proseOf(line: string): { level: string; text: string } {
  const logged = parseLogLine(line);
  if (!logged) return { level: "info", text: stripVTControlCharacters(line) };
  const fields = Object.entries(logged)
    .filter(([name, value]) => !HIDDEN_FIELDS.has(name) && value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  const reason = logged.err?.message && logged.err.message !== logged.msg ? `: ${logged.err.message}` : "";
  const details = fields.length ? `  ${fields.join(" ")}` : "";
  return { level: logged.level ?? "info", text: `${logged.msg ?? ""}${reason}${details}` };
}

function parseLogLine(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const parsed = JSON.parse(line) as LogLine;
    return typeof parsed.level === "string" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function terminalForPeople(out: NodeJS.WriteStream = process.stdout): Terminal {
  const colored = Boolean(out.isTTY) && !process.env.NO_COLOR;
  const colors = new Map<string, (typeof COLORS)[number]>();
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colored ? styleText(style, text) : text;
  const write = (name: string, level: string, text: string) => {
    if (!colors.has(name)) colors.set(name, COLORS[colors.size % COLORS.length] ?? "cyan");
    const label = paint(colors.get(name) ?? "cyan", name.padEnd(NAME_WIDTH));
    const style = level === "error" || level === "fatal" ? "red" : level === "warn" ? "yellow" : undefined;
    for (const line of text.split("\n")) out.write(`${label} ${style ? paint(style, line) : line}\n`);
  };
  return {
    say: (text) => write("drawbridge", "info", text),
    warn: (text) => write("drawbridge", "warn", text),
    fail: (text) => write("drawbridge", "error", text),
    relay: (name, line) => {
      const { level, text } = proseOf(line);
      if (text.trim()) write(name, level, text.trimEnd());
    },
  };
}

export function terminalForCollectors(out: NodeJS.WritableStream = process.stdout): Terminal {
  const write = (level: string, name: string, msg: string) =>
    out.write(`${JSON.stringify({ level, time: new Date().toISOString(), process: name, msg })}\n`);
  return {
    say: (text) => write("info", "launcher", text),
    warn: (text) => write("warn", "launcher", text),
    fail: (text) => write("error", "launcher", text),
    relay: (name, line) => {
      if (parseLogLine(line)) out.write(`${line}\n`);
      else if (line.trim()) write("info", name, stripVTControlCharacters(line).trim());
    },
  };
}
