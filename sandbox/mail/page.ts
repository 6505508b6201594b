import { document, type Html, html } from "../html";
import type { Inbox, ReceivedMail } from "./inbox";

const SHOWN = 100;

/** Text with its web addresses as links; everything else is escaped. */
function linked(text: string): Html {
  return html`${text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 ? html`<a href="${part}">${part}</a>` : part))}`;
}

function article({ n, at, to, from, subject, text }: ReceivedMail): Html {
  return html`<article aria-labelledby="mail-${n}">
<h2 id="mail-${n}">${subject || "No subject"}</h2>
<p class="muted">To <a href="/_sandbox/mail?to=${encodeURIComponent(to[0] ?? "")}">${to.join(", ")}</a> from ${from},
<time datetime="${at}">${at.slice(0, 19).replace("T", " ")} UTC</time></p>
<div class="letter">${linked(text)}</div>
</article>`;
}

/** Everybody's mailbox, so that a newcomer sees what is mailed and follows its links. */
export function mailPage(inbox: Inbox, to: string | null): string {
  const mails = inbox.list(to);
  const shown = mails.slice(0, SHOWN);
  const body = html`<header><h1>Mail</h1>
<p>What was mailed to anybody, newest first. Nothing of it leaves this machine, and it is forgotten when the sandbox stops.</p>
<nav aria-label="Sandbox"><a href="/_sandbox">Accounts</a> <a href="/_sandbox/mail">All mail</a></nav></header>
<main>
${to && html`<p>Mail to <code>${to}</code> alone.</p>`}
${mails.length === 0 && html`<p class="muted">No mail yet. Reload to look again.</p>`}
${shown.map(article)}
${mails.length > shown.length && html`<p>The newest ${shown.length} of ${mails.length} are shown.</p>`}
</main>`;
  return document("Mail", body);
}
