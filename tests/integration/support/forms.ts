/** One field of a form, or what somebody would put in its place. */
export type Part = [name: string, value: string];
export type FormPost = { body: Buffer; type: string };

export const boundary = "----WebKitFormBoundaryDrawbridge";

export function multipart(parts: Part[]): FormPost {
  const lines = parts.map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return {
    body: Buffer.from(`${lines.join("")}--${boundary}--\r\n`),
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** What a browser without scripts adds to a form, to say which action it is for. */
export function plainAction(id: string): Part[] {
  return [
    ["$ACTION_REF_1", ""],
    ["$ACTION_1:0", JSON.stringify({ id, bound: "$@1" })],
    ["$ACTION_1:1", JSON.stringify([{ status: "idle" }])],
    ["$ACTION_KEY", "k1"],
  ];
}

/** A form as a page's own scripts send it; which action it is for stands in a header. */
export function scriptedAction(fields: Part[]): FormPost {
  return multipart([
    ...fields.map(([name, value]): Part => [`_1_${name}`, value]),
    ["0", JSON.stringify([{ status: "idle" }, "$K1"])],
  ]);
}
