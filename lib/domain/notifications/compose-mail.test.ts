import { expect, test } from "vitest";
import { composeMail } from "./compose-mail";

const words = { title: "Approved: <b>x</b>", sentence: "“A & B”", next: "Nothing is to be done." };
const where = {
  organization: "Acme\r\nBcc: everybody@example.com",
  url: 'https://d.example.com/a?x="y"',
  preferencesUrl: "https://d.example.com/notifications/preferences",
};

test("says the same in text and in HTML, in which nothing is markup that was not meant so", () => {
  const { text, html } = composeMail(words, where);
  expect(text).toContain(
    "Approved: <b>x</b>\n\n“A & B”\n\nNothing is to be done.\n\nOpen it: https://d.example.com/a",
  );
  expect(html).toContain("Approved: &lt;b&gt;x&lt;/b&gt;");
  expect(html).toContain("“A &amp; B”");
  expect(html).toContain('href="https://d.example.com/a?x=&quot;y&quot;"');
  expect(html).not.toContain("<b>");
});

test("has a subject of one line, not too long", () => {
  expect(composeMail(words, where).subject).toBe("Approved: <b>x</b> (Acme Bcc: everybody@example.com)");
  const { subject } = composeMail({ ...words, title: "long ".repeat(100) }, where);
  expect(subject).toHaveLength(180);
  expect(composeMail({ ...words, title: "a\u2028b\u0000c" }, { ...where, organization: null }).subject).toBe(
    "a b c",
  );
});
