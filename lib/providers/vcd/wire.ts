import { XMLParser } from "fast-xml-parser";
import { z } from "zod";
import { ProviderError } from "../provider-error";

/** One answer of VCD, with its body parsed as far as its type allows. */
export type VcdAnswer = {
  status: number;
  /** Lower-case names; of a repeated header all values, joined by commas. */
  headers: Record<string, string>;
  /** Parsed JSON, parsed XML (attributes beside elements), plain text, or null. */
  body: unknown;
  requestId: string | null;
};

const xmlParser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  removeNSPrefix: true,
  // Names and versions such as `35.0` are texts.
  parseAttributeValue: false,
  parseTagValue: false,
});

/** Reads a body by its content type; what does not parse comes back as the text it is. */
export function readBody(text: string, contentType: string): unknown {
  if (text === "") return null;
  try {
    if (/json/i.test(contentType) || /^\s*[[{]/.test(text)) return JSON.parse(text);
    if (/xml/i.test(contentType) || text.trimStart().startsWith("<?xml")) return xmlParser.parse(text);
  } catch {
    return text;
  }
  return text;
}

/** An answer's body in the shape that is expected; one of another shape is a ProviderError `UnreadableAnswer`. */
export function readAs<T>(schema: z.ZodType<T>, answer: VcdAnswer, action: string): T {
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue ? `${issue.path.join(".") || "the answer"}: ${issue.message}` : "the answer";
  const message = `VMware Cloud Director answered in a shape this version does not know (${where}).`;
  const fault = { code: "UnreadableAnswer", message, requestId: answer.requestId, action };
  throw new ProviderError(fault, false, { cause: result.error });
}

/** A reference `{id, name}`; null where VCD has none, or one without an id. */
export const reference = z
  .object({ id: z.string().nullish(), name: z.string().nullish() })
  .nullish()
  .transform((value) => (value?.id ? { id: value.id, name: value.name ?? "" } : null));

export const references = z
  .array(reference)
  .nullish()
  .transform((list) => (list ?? []).filter((each) => each !== null));

/** Text, or nothing where VCD says null. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");

export const textOrNull = z
  .string()
  .nullish()
  .transform((value) => value || null);

export const numberOrNull = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

export const flag = (otherwise: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? otherwise);

/** Uplinks and networks share this shape of subnets; null on IP Spaces. */
export const subnets = z
  .object({
    values: z
      .array(
        z
          .object({
            gateway: text,
            prefixLength: z.number(),
            ipRanges: z
              .object({
                values: z.array(z.object({ startAddress: z.string(), endAddress: z.string() })).nullish(),
              })
              .nullish(),
            totalIpCount: numberOrNull,
            usedIpCount: numberOrNull,
          })
          .transform(({ gateway, prefixLength, ipRanges, totalIpCount, usedIpCount }) => ({
            gateway,
            prefixLength,
            ranges: (ipRanges?.values ?? []).map(({ startAddress, endAddress }) => ({
              first: startAddress,
              last: endAddress,
            })),
            totalAddresses: totalIpCount,
            usedAddresses: usedIpCount,
          })),
      )
      .nullish(),
  })
  .nullish()
  .transform((value) => value?.values ?? []);
