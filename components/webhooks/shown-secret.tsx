import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";

/** Shown once, right after it was made; nobody can read it again. */
export function ShownSecret({ text, name }: { text: string; name: string }) {
  return (
    <Notice
      tone="good"
      title={`The secret of ${name}`}
      next="Give it to the receiver, which verifies each call's signature with it. It is not shown again: copy it now."
      live
    >
      <Identifier value={text} copy="secret" />
    </Notice>
  );
}
