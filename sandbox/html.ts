import { escapeMarkup } from "./xml";

/** Markup that may stand in a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Piece = Html | string | number | false | null | undefined | readonly Piece[];

function render(piece: Piece): string {
  if (piece === false || piece === null || piece === undefined) return "";
  if (piece instanceof Html) return piece.text;
  if (typeof piece === "object") return piece.map(render).join("");
  return escapeMarkup(String(piece));
}

/** Everything put into the template is escaped, unless it is Html itself. */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(parts.reduce((text, part, index) => text + render(pieces[index - 1]) + part));
}

/** A button that is a whole form, so that the page needs no script. */
export function button(
  label: string,
  name: string,
  back: string,
  fields: Record<string, string>,
  className = "",
): Html {
  const hidden = Object.entries({ ...fields, back }).map(
    ([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`,
  );
  return html`<form method="post" action="/_sandbox/act">${hidden}<button class="${className}" aria-label="${name}">${label}</button></form>`;
}

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3a404b); --soft: light-dark(#f4f5f8, #1d2129);
  --text: light-dark(#1b1f27, #e6e8ec); --muted: light-dark(#555d6b, #a3abb8); --accent: light-dark(#1f5fbf, #8ab4f8);
  --good: light-dark(#17663a, #7fd6a0); --wait: light-dark(#7a5200, #f0c36d); --bad: light-dark(#a32020, #f49a9a); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; color: var(--text);
  background: light-dark(#fff, #14171c); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem;
  padding-top: 1rem; border-top: 1px solid var(--line); } h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
a { color: var(--accent); } p { max-width: 48rem; margin: .5rem 0; } code { font: .87em ui-monospace, monospace; }
nav, .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
.id, time { white-space: nowrap; } .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--muted); font-size: .87em; }
small, .muted { color: var(--muted); } td small { display: block; }
form { display: inline-flex; gap: .4rem; align-items: center; margin: 0 .3rem .3rem 0; }
button, input { font: inherit; color: inherit; padding: .3rem .7rem; min-height: 2rem; border: 1px solid var(--line);
  border-radius: 6px; background: var(--soft); } button { cursor: pointer; } input { width: 11rem; }
button.first { background: light-dark(#1f5fbf, #8ab4f8); color: light-dark(#fff, #10131a); border-color: transparent; }
button:focus-visible, a:focus-visible, input:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
details { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .9rem; margin: .6rem 0; }
summary { cursor: pointer; } .good { color: var(--good); } .wait { color: var(--wait); } .bad { color: var(--bad); }
.letter { white-space: pre-wrap; overflow-wrap: anywhere; max-width: 48rem; }
.error { border: 1px solid var(--bad); color: var(--bad); border-radius: 8px; padding: .6rem .9rem; margin: 1rem 0; }
`;

export function document(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}
