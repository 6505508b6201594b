import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";

/** Shown once, right after it was made; nobody can read it again. */
export function PasswordLink({ url, name }: { url: string; name: string }) {
  return (
    <Notice
      tone="good"
      title={`Hand this link to ${name}`}
      next="It works once, within three days, and is not shown again. Send it by a way that only they read."
      live
    >
      <Identifier value={url} copy={`link for ${name}`} />
    </Notice>
  );
}
