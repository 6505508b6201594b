import { describe, expect, it } from "vitest";
import { proseOf, terminalForCollectors } from "./terminal";

describe("lines for people", () => {
  it("turns a JSON log line into a sentence with its fields and its error", () => {
    const line = JSON.stringify({
      level: "warn",
      time: "2026-01-01T00:00:00Z",
      pid: 1,
      place: "210987654321/eu-central-1",
      tries: 2,
      err: { message: "RequestLimitExceeded" },
      msg: "A sweep failed",
    });
    expect(proseOf(line)).toEqual({
      level: "warn",
      text: "A sweep failed: RequestLimitExceeded  place=210987654321/eu-central-1 tries=2",
    });
  });

  it("lets other lines pass without their terminal codes", () => {
    expect(proseOf("\u001b[32m✓\u001b[39m Ready\u001b[?25h").text).toBe("✓ Ready");
    expect(proseOf('{"a":1}').text).toBe('{"a":1}');
    expect(proseOf("{not json").text).toBe("{not json");
  });
});

describe("lines for collectors", () => {
  it("are JSON, whoever wrote them", () => {
    const written: string[] = [];
    const out = { write: (text: string) => written.push(text) } as unknown as NodeJS.WritableStream;
    const terminal = terminalForCollectors(out);
    terminal.relay("web", "✓ Ready");
    terminal.relay("worker", '{"level":"info","msg":"swept"}');
    terminal.relay("web", "   ");
    expect(written.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: "info", process: "web", msg: "✓ Ready" }),
      { level: "info", msg: "swept" },
    ]);
  });
});
