import type { IncomingMessage, ServerResponse } from "node:http";

const notFoundMark = "x-nextjs-action-not-found";

/** For whoever sends a form without scripts; with them, the page's own boundary says the same. */
const outdatedForm = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>This form is from before an update - Drawbridge</title></head>
<body>
<main>
<h1>This form is from before an update</h1>
<p>Drawbridge was updated after you opened the page. Nothing was changed.</p>
<p>Go back, reload the page, and send the form again.</p>
</main>
</body>
</html>
`;

/**
 * Puts right what the framework answers to actions that it cannot run. Actions of ours give their own failures back as
 * values, so that a 500 says that what was sent could not be read: that is 400. A form of an earlier build, sent
 * without scripts, gets words that help instead of two of the framework's.
 */
export function amendAnswer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "POST") return;
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
  if (request.headers["next-action"] !== undefined) {
    response.writeHead = (status: number, ...rest: unknown[]) =>
      writeHead(status === 500 ? 400 : status, ...rest);
    return;
  }
  const write = response.write.bind(response) as (...given: unknown[]) => boolean;
  const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
  let isOutdated = false;
  // What compresses answers stands in front of these and has headers written first: it is decided there.
  response.writeHead = (...given: unknown[]) => {
    isOutdated = response.hasHeader(notFoundMark);
    if (isOutdated) {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.removeHeader("content-length");
    }
    return writeHead(...given);
  };
  response.write = (...given: unknown[]) => isOutdated || write(...given);
  response.end = (...given: unknown[]) => {
    if (!response.headersSent) response.writeHead(response.statusCode);
    return isOutdated ? end(outdatedForm) : end(...given);
  };
}
