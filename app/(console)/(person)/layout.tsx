import type { ReactNode } from "react";
import { getOwnPlace } from "@/lib/services/sessions/get-own-place";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { ConsoleFrame } from "../console-frame";

/** A person's own rooms are in no organization; the rail around them leads back to where the person belongs. */
export default async function PersonLayout({ children }: { children: ReactNode }) {
  const { organization } = await readForPage(getOwnPlace, await requestContext(null), {});
  return <ConsoleFrame organization={organization}>{children}</ConsoleFrame>;
}
