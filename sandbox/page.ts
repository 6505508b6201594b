import type { Sandbox } from "./state";
export const worldPage = (_: Sandbox, __: URLSearchParams) => "";
export const journalPage = (_: Sandbox) => "";
