import type { NoticeWords } from "./words";

/** What a mail says, in plain text and in simple HTML. Everything people wrote is escaped, and no header has lines. */
export function composeMail(
  words: Pick<NoticeWords, "title" | "sentence" | "next">,
  { organization, url, preferencesUrl }: { organization: string | null; url: string; preferencesUrl: string },
): { subject: string; text: string; html: string } {
  const { title, sentence, next } = words;
  const footer = "You get this because of your role in Drawbridge. Choose what is mailed to you:";
  return {
    subject: oneLine(organization ? `${title} (${organization})` : title),
    text: plainLetter([title, sentence, next, `Open it: ${url}`, "--", `${footer} ${preferencesUrl}`]),
    html: htmlLetter({
      organization,
      title,
      paragraphs: [sentence, next],
      link: { url, label: "Open it in Drawbridge" },
      footer: `${escapeHtml(footer)} <a href="${escapeHtml(preferencesUrl)}" style="color:#5a646c">preferences</a>.`,
    }),
  };
}

/** Paragraphs of plain text. */
export function plainLetter(parts: string[]): string {
  return parts.map((part) => part.replace(/\r\n?/g, "\n")).join("\n\n");
}

/** The same letter in simple HTML. Everything is escaped but `footer`, which is markup. */
export function htmlLetter(letter: {
  organization: string | null;
  title: string;
  paragraphs: string[];
  link: { url: string; label: string };
  footer: string;
}): string {
  const { organization, title, paragraphs, link, footer } = letter;
  return `<!doctype html>
<html lang="en"><body style="font-family:system-ui,sans-serif;font-size:15px;line-height:1.5;color:#1b2126;max-width:36rem;margin:24px auto;padding:0 16px">
<p style="color:#5a646c;margin:0">Drawbridge${organization ? ` · ${escapeHtml(organization)}` : ""}</p>
<h1 style="font-size:20px;line-height:28px;margin:8px 0 12px">${escapeHtml(title)}</h1>
${paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join("\n")}
<p><a href="${escapeHtml(link.url)}" style="color:#0b6e6e">${escapeHtml(link.label)}</a></p>
<hr style="border:0;border-top:1px solid #dde2e6;margin:24px 0 12px">
<p style="color:#5a646c;font-size:13px">${footer}</p>
</body></html>
`;
}

const longestSubject = 180;

/** A subject: one line, not too long. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line.length > longestSubject ? `${line.slice(0, longestSubject - 1)}…` : line;
}

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}
