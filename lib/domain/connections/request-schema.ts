import * as z from "zod/mini";
import { canonicalCidr, isIpv4Cidr, prefixLength } from "./cidr";

/** What the request form sends, one string a field, before anything is judged. Echoed back on a refusal. */
export type RequestFormValues = {
  clusterId: string;
  accountId: string;
  vpcId: string;
  /** As typed: blocks parted by commas, blanks or line ends. */
  cidrs: string;
  region: string;
  dnsResolution: boolean;
  name: string;
  reason: string;
};

export type RequestField = keyof RequestFormValues;

export const emptyRequest: RequestFormValues = {
  clusterId: "",
  accountId: "",
  vpcId: "",
  cidrs: "",
  region: "",
  dnsResolution: false,
  name: "",
  reason: "",
};

export const maxBlocks = 5;

/** Blocks as typed → list, in order, empty entries dropped. Nothing is corrected. */
export function splitCidrs(text: string): string[] {
  return text.split(/[\s,;]+/).filter((part) => part !== "");
}

/** `1234-5678 9012` → `123456789012`: how account ids are often written down. */
export function stripAccountId(text: string): string {
  return text.replace(/[\s-]+/g, "");
}

/**
 * What is wrong with one block, in words, or null. `suggestion` is the block that was most likely meant.
 * A VPC's IPv4 blocks are /16 to /28 (Amazon VPC user guide, VPC CIDR blocks).
 */
export function judgeBlock(text: string): { message: string; suggestion?: string } | null {
  if (!isIpv4Cidr(text)) {
    if (text.includes(":")) {
      return {
        message: `${text} is an IPv6 block. Connections carry IPv4 here: give the VPC's IPv4 blocks.`,
      };
    }
    if (isIpv4Cidr(`${text}/16`)) {
      return { message: `${text} has no prefix length. Write the whole block, such as ${text}/16.` };
    }
    return { message: `${text} is not an address block. Write it like 10.20.0.0/16.` };
  }
  const canonical = canonicalCidr(text);
  const length = prefixLength(text) ?? 0;
  if (length < 16 || length > 28) {
    return {
      message: `${text} is ${length < 16 ? "larger" : "smaller"} than a VPC's block can be. AWS allows /16 to /28: compare it with the VPC's IPv4 CIDRs in your AWS console.`,
    };
  }
  if (canonical !== text) {
    return {
      message: `${text} points at an address inside a block. The block that holds it is ${canonical}.`,
      suggestion: canonical,
    };
  }
  return null;
}

const clusterId = z.string().check(z.minLength(1, "Choose the cluster to connect."));

const accountId = z.string().check(
  z.minLength(1, "Enter the ID of the AWS account that owns your VPC: 12 digits."),
  z.refine((value) => value === "" || /^\d{12}$/.test(value), {
    error: ({ input }) => accountIdMessage(String(input)),
  }),
);

function accountIdMessage(value: string): string {
  const stripped = stripAccountId(value);
  if (/^\d{12}$/.test(stripped)) return `Write the account ID without dashes or spaces: ${stripped}.`;
  if (/^\d+$/.test(stripped)) {
    return `An AWS account ID has 12 digits; this has ${stripped.length}. The console shows it in the menu at the top right.`;
  }
  return "An AWS account ID is 12 digits, nothing else. The console shows it in the menu at the top right.";
}

const vpcId = z.string().check(
  z.minLength(1, "Enter the ID of your VPC, such as vpc-0a1b2c3d4e5f67890."),
  z.refine((value) => value === "" || /^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(value), {
    error:
      "A VPC ID is vpc- and 8 or 17 characters of 0–9 and a–f. Copy it from VPC › Your VPCs in your AWS console.",
  }),
);

const cidrs = z.array(z.string()).check(
  z.superRefine((blocks, context) => {
    const say = (message: string) => context.addIssue({ code: "custom", message, input: blocks });
    if (blocks.length === 0) say("Enter the IPv4 blocks of your VPC, such as 10.20.0.0/16.");
    if (blocks.length > maxBlocks) {
      say(
        `These are ${blocks.length} blocks; a VPC has at most ${maxBlocks}. Remove those that are not the VPC's.`,
      );
    }
    for (const block of blocks) {
      const judged = judgeBlock(block);
      if (judged) say(judged.message);
    }
    const twice = blocks.find((block, index) => blocks.indexOf(block) !== index);
    if (twice) say(`${twice} is listed twice. Remove one of them.`);
  }),
);

const region = z.string().check(z.minLength(1, "Choose the Region your VPC is in."));

/** A connection's name; also what renaming accepts. */
export const connectionName = z.string().check(
  z.minLength(1, "Give the connection a name, such as orders-database."),
  z.maxLength(60, "A name has at most 60 characters."),
  z.refine((value) => value === "" || /^[\p{L}\p{N}][\p{L}\p{N} ._()/-]*$/u.test(value), {
    error: "Start the name with a letter or digit; then letters, digits, blanks and . _ - / ( ) may follow.",
  }),
);

const reason = z.string().check(z.maxLength(500, "Keep the reason to 500 characters."));

/** The one schema of a connection request, for the form and for the verb. Values are trimmed beforehand. */
export const connectionRequest = z.object({
  clusterId,
  accountId,
  vpcId,
  cidrs,
  region,
  dnsResolution: z.boolean(),
  name: connectionName,
  reason,
});

export type ConnectionRequest = z.infer<typeof connectionRequest>;

type Sent = FormData | Record<string, unknown>;

function readText(sent: Sent, field: string): string {
  const value = sent instanceof FormData ? sent.getAll(field) : sent[field];
  const parts = Array.isArray(value) ? value : [value];
  return parts.filter((part): part is string => typeof part === "string").join("\n");
}

function readChecked(sent: Sent, field: string): boolean {
  const value = sent instanceof FormData ? sent.get(field) : sent[field];
  return value === true || value === "on" || value === "true" || value === "1";
}

/**
 * Reads what a form or an API call sent. `values` is what the person typed, trimmed, to be echoed in every case;
 * `fieldErrors` has the messages of each refused field, in words with the remedy.
 */
export function readConnectionRequest(
  sent: Sent,
): { values: RequestFormValues } & (
  | { ok: true; request: ConnectionRequest; fieldErrors: Record<string, never> }
  | { ok: false; request: null; fieldErrors: Partial<Record<RequestField, string[]>> }
) {
  const values: RequestFormValues = {
    clusterId: readText(sent, "clusterId").trim(),
    accountId: readText(sent, "accountId").trim(),
    vpcId: readText(sent, "vpcId").trim(),
    cidrs: readText(sent, "cidrs").trim(),
    region: readText(sent, "region").trim(),
    dnsResolution: readChecked(sent, "dnsResolution"),
    name: readText(sent, "name").trim().replace(/\s+/g, " "),
    reason: readText(sent, "reason").trim(),
  };
  const parsed = connectionRequest.safeParse({ ...values, cidrs: splitCidrs(values.cidrs) });
  if (parsed.success) return { values, ok: true, request: parsed.data, fieldErrors: {} };
  return { values, ok: false, request: null, fieldErrors: z.flattenError(parsed.error).fieldErrors };
}

/**
 * The values with what is surely meant put right: an account id without dashes and blanks, blocks with their host
 * bits cleared. Offered beside the field, never applied unasked. Null where nothing would change.
 */
export function offerCorrection(values: RequestFormValues): Partial<RequestFormValues> | null {
  const offer: Partial<RequestFormValues> = {};
  const accountId = stripAccountId(values.accountId);
  if (accountId !== values.accountId && /^\d{12}$/.test(accountId)) offer.accountId = accountId;
  const blocks = splitCidrs(values.cidrs);
  const corrected = blocks.map((block) => (isIpv4Cidr(block) ? canonicalCidr(block) : block));
  if (corrected.some((block, index) => block !== blocks[index])) {
    offer.cidrs = [...new Set(corrected)].join(", ");
  }
  return Object.keys(offer).length > 0 ? offer : null;
}
