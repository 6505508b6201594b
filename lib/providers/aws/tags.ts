import type { Tag } from "@aws-sdk/client-ec2";

/** AWS's list of tags as a record; tags without a key are left out. */
export function readTags(tags: Tag[] | undefined): Record<string, string> {
  const entries = (tags ?? []).flatMap(({ Key, Value }) => (Key ? [[Key, Value ?? ""] as const] : []));
  return Object.fromEntries(entries);
}

/** A record as AWS's list. AWS takes 128 characters of a key and 256 of a value; longer values are cut. */
export function writeTags(tags: Record<string, string>): Tag[] {
  return Object.entries(tags).map(([Key, value]) => ({ Key, Value: [...value].slice(0, 256).join("") }));
}

/** The `Name` tag, or null. */
export function nameTag(tags: Record<string, string>): string | null {
  return tags.Name || null;
}
