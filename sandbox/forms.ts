import type { IncomingMessage } from "node:http";
import { answerControl } from "./control";
import type { Sandbox } from "./state";

export function isForm(request: IncomingMessage): boolean {
  return (
    request.method === "POST" &&
    Boolean(request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
  );
}

/** Another site's page must not press buttons here; JSON needs a preflight, plain forms do not. */
function isOwnPage(request: IncomingMessage): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const origin = request.headers.origin;
  return origin === undefined || origin === `http://${request.headers.host}`;
}

/** The page's buttons: the control surface's acts and clock, answered by the way back to the page; null = refused. */
export function answerForm(
  sandbox: Sandbox,
  name: string,
  request: IncomingMessage,
  body: string,
): string | null {
  if (!isOwnPage(request)) return null;
  const { back, ...fields } = Object.fromEntries(new URLSearchParams(body));
  const values = name === "clock" ? { advanceMs: Number(fields.advanceMs) } : fields;
  const { status, json } = answerControl("POST", name, {
    sandbox,
    query: new URLSearchParams(),
    body: values,
  });
  const target = new URLSearchParams(back ?? "");
  target.delete("error");
  if (status >= 400) {
    const { code, message } = (json as { error: { code: string; message: string } }).error;
    target.set("error", `${code}: ${message}`);
  }
  const query = target.toString();
  return query ? `/_sandbox?${query}` : "/_sandbox";
}
