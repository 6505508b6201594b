/** The bare UUID of a URN or an address; legacy addresses and the tenant header want it so. */
export function bareId(reference: string): string {
  const last = reference.split(/[:/]/).at(-1) ?? reference;
  return last.replace(/^(vapp|vm|task)-(?=[0-9a-f-]{36}$)/i, "");
}

export function urn(kind: string, id: string): string {
  return id.startsWith("urn:vcloud:") ? id : `urn:vcloud:${kind}:${bareId(id)}`;
}

/** A value as FIQL wants it: its own signs escaped (VCD OpenAPI, "Query Parameters"). */
export function fiqlValue(value: string): string {
  return value.replace(/[()\\;,]/g, "\\$&");
}
