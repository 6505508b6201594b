import type { IncomingMessage, ServerResponse } from "node:http";

const notFoundMark = "x-nextjs-action-not-found";

const page = (title: string, ...paragraphs: string[]) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} - Drawbridge</title></head>
<body>
<main>
<h1>${title}</h1>
${paragraphs.map((each) => `<p>${each}</p>`).join("\n")}
</main>
</body>
</html>
`;

/** For whoever sends a form without scripts; with them, the page's own boundary says the same. */
const outdatedForm = page(
  "This form is from before an update",
  "Drawbridge was updated after you opened the page. Nothing was changed.",
  "Go back, reload the page, and send the form again.",
);
const unreadableForm = page(
  "This form could not be read",
  "It came in pieces, or not as a browser sends one. Nothing was changed.",
  "Go back, reload the page, and send the form again.",
);

/**
 * Puts right what the framework answers to actions that it cannot run. Actions of ours give their own failures back as
 * values, so that a 500 says that what was sent could not be read: that is 400. Forms that are sent without scripts get
 * words that help instead of two of the framework's.
 */
export function amendAnswer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "POST") return;
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  if (request.headers["next-action"] !== undefined) {
    response.writeHead = (status: number, ...rest: unknown[]) =>
      writeHead(status === 500 ? 400 : status, ...rest);
    return;
  }
  const isForm = (request.headers["content-type"] ?? "").startsWith("multipart/form-data");
  const write = response.write.bind(response) as (...given: unknown[]) => boolean;
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  let instead: string | null = null;
  // What compresses answers stands in front of these and has headers written first: it is decided there.
  response.writeHead = (status: number, ...rest: unknown[]) => {
    // A page that fails is a document, a route's answer JSON; two bare words come where none of them was reached.
    const isBare = String(response.getHeader("content-type") ?? "").startsWith("text/plain");
    const isUnreadable = isForm && status === 500 && isBare;
    if (response.hasHeader(notFoundMark)) instead = outdatedForm;
    else if (isUnreadable) instead = unreadableForm;
    if (instead === null) return writeHead(status, ...rest);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.removeHeader("content-length");
    response.removeHeader("etag");
    return writeHead(isUnreadable ? 400 : status, ...rest);
  };
  response.write = (...given: unknown[]) => instead !== null || write(...given);
  response.end = (...given: unknown[]) => {
    if (!response.headersSent) response.writeHead(response.statusCode);
    return instead === null ? end(...given) : end(instead);
  };
}
