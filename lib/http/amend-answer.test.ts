import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { amendAnswer } from "./amend-answer";

type Framework = Parameters<typeof createServer>[1];

/** What a visitor reads where the framework answers so. */
async function read(answer: Framework, method: string, headers: Record<string, string> = {}) {
  const server = createServer((incoming, outgoing) => {
    amendAnswer(incoming, outgoing);
    answer?.(incoming, outgoing as never);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise<{ status?: number | undefined; type?: string | undefined; body: string }>(
      (done, fail) => {
        const sent = request({ port, method, headers, agent: false }, async (incoming) => {
          let body = "";
          for await (const chunk of incoming) body += String(chunk);
          done({ status: incoming.statusCode, type: incoming.headers["content-type"], body });
        });
        sent.on("error", fail);
        sent.end();
      },
    );
  } finally {
    server.close();
  }
}

const unavailable: Framework = (_request, response) => {
  response.statusCode = 409;
  response.setHeader("x-nextjs-action-not-found", "1");
  response.setHeader("content-type", "text/plain");
  response.setHeader("content-length", 5);
  response.end("short");
};
const failing: Framework = (_request, response) => {
  response.statusCode = 500;
  response.write("a");
  response.end("b");
};

it("gives a form of an earlier build words that help", async () => {
  const answer = await read(unavailable, "POST");
  expect(answer).toMatchObject({ status: 409, type: "text/html; charset=utf-8" });
  expect(answer.body).toMatch(/^<!doctype html>.*reload the page.*<\/html>\n$/s);
});

it("tells a form that could not be read from a page that failed, and from a route that did", async () => {
  const failingBare: Framework = (_request, response) => {
    response.statusCode = 500;
    response.setHeader("content-type", "text/plain");
    response.setHeader("content-length", 5);
    response.setHeader("etag", "x");
    response.end("short");
  };
  const failingWith =
    (type: string): Framework =>
    (_request, response) => {
      response.statusCode = 500;
      response.setHeader("content-type", type);
      response.end("answer");
    };
  const form = { "content-type": "multipart/form-data; boundary=b" };
  const answer = await read(failingBare, "POST", form);
  expect(answer).toMatchObject({ status: 400, type: "text/html; charset=utf-8" });
  expect(answer.body).toMatch(/^<!doctype html>.*could not be read.*<\/html>\n$/s);
  for (const type of ["text/html; charset=utf-8", "application/json"]) {
    expect(await read(failingWith(type), "POST", form)).toEqual({ status: 500, type, body: "answer" });
  }
  expect(await read(failingBare, "POST", { "content-type": "application/json" })).toMatchObject({
    status: 500,
    body: "short",
  });
});

it("leaves a page's own scripts the answer that they understand", async () => {
  const answer = await read(unavailable, "POST", { "next-action": "00" });
  expect(answer).toEqual({ status: 409, type: "text/plain", body: "short" });
});

it("tells arguments that cannot be read from failures of a page", async () => {
  expect(await read(failing, "POST", { "next-action": "00" })).toMatchObject({ status: 400, body: "ab" });
  expect(await read(failing, "POST")).toMatchObject({ status: 500, body: "ab" });
  expect(await read(failing, "GET")).toMatchObject({ status: 500, body: "ab" });
});
