import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";

const next = {
  password: "It works once, within three days, and is not shown again. Send it by a way that only they read.",
  invitation:
    "It works once, within seven days, and is not shown again: copy it now, and send it by a way that only they read.",
};

/** Shown once, right after it was made; nobody can read it again. */
export function SingleUseLink({ url, name, of }: { url: string; name: string; of: keyof typeof next }) {
  return (
    <Notice tone="good" title={`Hand this link to ${name}`} next={next[of]} live>
      <Identifier value={url} copy={`link for ${name}`} />
    </Notice>
  );
}
