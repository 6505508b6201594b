import { randomBytes } from "node:crypto";
import { z } from "zod";
import { readOutbound } from "@/lib/config/outbound";
import { noticeKinds } from "@/lib/domain/notifications/kinds";
import { whyNotOutbound } from "@/lib/domain/notifications/outbound-address";

const webhookName = z
  .string()
  .trim()
  .min(1, "Give it a name, such as what receives it.")
  .max(60, "Use at most 60 characters.")
  .regex(/^[^\p{Cc}]*$/u, "Use one line of plain text.");

/** The same judgement is made again when a call is connected, of the address that the name leads to then. */
const webhookUrl = z
  .string()
  .trim()
  .max(2_000, "Use at most 2,000 characters.")
  .superRefine((text, check) => {
    const why = whyNotOutbound(text, readOutbound());
    if (why) check.addIssue(why);
  });

export const webhookInput = z.object({
  name: webhookName,
  url: webhookUrl,
  kinds: z
    .array(z.enum(noticeKinds))
    .min(1, "Choose at least one thing that it is told of.")
    .max(noticeKinds.length)
    .transform((kinds) => noticeKinds.filter((kind) => kinds.includes(kind))),
});

/** A new secret: 32 random bytes, with a prefix by which people and scanners know what it is. */
export function makeWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64url")}`;
}
