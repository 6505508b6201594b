import { ipv4Range, isIpv4Cidr } from "../connections/cidr";

/** An IPv4 address as a number; null for other text. Pools are weighed address by address, so this does no more. */
export function addressNumber(text: string): number | null {
  const address = text.trim();
  if (!isIpv4Cidr(`${address}/32`)) return null;
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** First and last address of `10.0.0.1`, `10.0.0.0/24` or `10.0.0.1-10.0.0.9`, as numbers; null for other text. */
export function addressSpan(text: string): { start: number; end: number } | null {
  const trimmed = text.trim();
  if (isIpv4Cidr(trimmed)) return ipv4Range(trimmed);
  const [first, last, ...rest] = trimmed.split("-");
  if (rest.length > 0) return null;
  const start = addressNumber(first ?? "");
  const end = last === undefined ? start : addressNumber(last);
  return start === null || end === null || end < start ? null : { start, end };
}

/** True where the text, an address, block or range, holds the address. */
export function holdsAddress(text: string, address: string): boolean {
  const span = addressSpan(text);
  const number = addressNumber(address);
  return span !== null && number !== null && span.start <= number && number <= span.end;
}

/** How much of a block lies in another address, block or range. */
export function coverage(outer: string, inner: string): "all" | "part" | "none" {
  const around = addressSpan(outer);
  const within = addressSpan(inner);
  if (!around || !within || around.end < within.start || within.end < around.start) return "none";
  return around.start <= within.start && within.end <= around.end ? "all" : "part";
}

/** True where a port, a range or "every port" (null or empty) holds this port. */
export function holdsPort(ports: string | null, port: number): boolean {
  if (ports === null || ports.trim() === "" || /^any$/i.test(ports.trim())) return true;
  return ports.split(",").some((part) => {
    const [first, last] = part.split("-").map((text) => Number.parseInt(text, 10));
    if (first === undefined || Number.isNaN(first)) return false;
    return first <= port && port <= (last === undefined || Number.isNaN(last) ? first : last);
  });
}
