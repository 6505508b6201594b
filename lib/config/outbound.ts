import { isIP } from "node:net";
import { normalizeCidr } from "cidr-tools";
import { z } from "zod";
import { type Environment, readEnvironment, readOnce } from "./environment";

/** What calls may reach beyond the public internet: host names in lower case, and canonical blocks. */
export type OutboundReach = { hosts: string[]; blocks: string[]; plainHttp: boolean };

/** What calls to addresses that people enter may reach; the same for web and worker. */
export const outboundShape = {
  OUTBOUND_ALLOW: z
    .string()
    .default("")
    .transform((text, check) => {
      const read = readAllowed(text);
      if (!read) check.addIssue("must be host names and CIDR blocks with commas between");
      return read ?? { hosts: [], blocks: [] };
    })
    .describe(
      "Hosts and blocks within your own network that webhooks may call, such as hooks.internal,10.20.0.0/16; none when unset: only addresses on the public internet.",
    ),
  OUTBOUND_PLAIN_HTTP: z
    .enum(["on", "off"], { error: "must be on or off" })
    .default("off")
    .describe("Whether webhooks may go without TLS; off when unset. For demos and tests."),
};

/** The reach that variables read with `outboundShape` give. */
export function readOutboundReach(read: {
  OUTBOUND_ALLOW: { hosts: string[]; blocks: string[] };
  OUTBOUND_PLAIN_HTTP: "on" | "off";
}): OutboundReach {
  return { ...read.OUTBOUND_ALLOW, plainHttp: read.OUTBOUND_PLAIN_HTTP === "on" };
}

/** The reach alone, for the verbs that judge what is entered. Throws a ConfigurationError. */
export const readOutbound = readOnce(
  (env: Environment): OutboundReach => readOutboundReach(readEnvironment(z.object(outboundShape), env)),
);

function readAllowed(text: string): { hosts: string[]; blocks: string[] } | null {
  const parts = text
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter(Boolean);
  const hosts: string[] = [];
  const blocks: string[] = [];
  for (const part of parts) {
    const [address = "", bits, ...rest] = part.split("/");
    const longest = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) && bits && /^\d{1,3}$/.test(bits) && Number(bits) <= longest && rest.length === 0) {
      blocks.push(normalizeCidr(part));
    } else if (/^(?=.*[a-z])[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(part)) hosts.push(part);
    else return null;
  }
  return { hosts, blocks };
}
