import { ipv4Text } from "../connections/cidr";
import { addressNumber } from "./address-text";

/** Every address of a stretch, first to last; for drawings of pools that are small enough. */
export function listAddresses(stretch: { first: string; count: number }): string[] {
  const first = addressNumber(stretch.first);
  if (first === null) return [];
  return Array.from({ length: stretch.count }, (_, index) => ipv4Text(first + index));
}
