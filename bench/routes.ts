import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const appFolder = resolve(import.meta.dirname, "../app");

/** Every page of the app as a pattern such as `/[organization]/connections/[id]`, read from its folders. */
export function listPages(): string[] {
  return readdirSync(appFolder, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) => {
      const parts = join("/", file).split("/").slice(1, -1);
      return `/${parts.filter((part) => !part.startsWith("(")).join("/")}`;
    })
    .sort();
}

/** Pages that only lead elsewhere and so have no first load of their own. */
export const redirectingPages = ["/"];
