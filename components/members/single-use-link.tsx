import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";

const next = {
  password: "It works once, within three days, and is not shown again. Send it by a way that only they read.",
  invitation:
    "It works once, within seven days, and is not shown again: copy it now, and send it by a way that only they read.",
};

const whileMailed =
  "Whether the mail went out stands in the list of invitations. The link works once, within seven days, and is not shown again: copy it if you want to hand it over yourself.";

/** Shown once, right after it was made; nobody can read it again. */
export function SingleUseLink({
  url,
  name,
  of,
  mailed = false,
}: {
  url: string;
  name: string;
  of: keyof typeof next;
  /** It is on its way to them besides. */
  mailed?: boolean;
}) {
  const title = mailed ? `The link is being mailed to ${name}` : `Hand this link to ${name}`;
  return (
    <Notice tone="good" title={title} next={mailed ? whileMailed : next[of]} live>
      <Identifier value={url} copy={`link for ${name}`} />
    </Notice>
  );
}
