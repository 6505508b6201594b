import { z } from "zod";
import { canonicalCidr, isIpv4Cidr, prefixLength } from "@/lib/domain/connections/cidr";

const mostClients = 20;

/**
 * CIDRs of clients as a form or the API sends them: a list, or text parted by commas, spaces or new lines. A plain
 * address stands for itself alone; everybody (0.0.0.0/0) must be written out.
 */
export const clientCidrs = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((sent, context) => {
    const texts = (Array.isArray(sent) ? sent : (sent ?? "").split(/[\s,;]+/))
      .map((text) => text.trim())
      .filter((text) => text !== "");
    const cidrs = texts.map((text) => (text.includes("/") ? text : `${text}/32`));
    for (const [index, cidr] of cidrs.entries()) {
      if (isIpv4Cidr(cidr)) continue;
      context.addIssue({
        code: "custom",
        message: `${texts[index]} is no IPv4 address or block. Write it like 198.51.100.0/24.`,
      });
    }
    if (cidrs.length > mostClients) {
      context.addIssue({
        code: "custom",
        message: `Give at most ${mostClients} blocks; larger ones can stand for several.`,
      });
    }
    const first = cidrs.filter(isIpv4Cidr).find((cidr) => canonicalCidr(cidr) !== cidr);
    if (first) {
      context.addIssue({
        code: "custom",
        message: `${first} has host bits set: the block of /${prefixLength(first)} around it is ${canonicalCidr(first)}.`,
      });
    }
    return [...new Set(cidrs)];
  });

export const reason = z.string().trim().max(500, "Keep the reason to 500 characters.").default("");
