import { describe, expect, test } from "vitest";
import { composeInvitation, mailedLinks, mailReason, tooManyLinks } from "./invitation-mail";

const invitation = {
  organization: "Acme\r\nBcc: everybody@example.com",
  role: "operator",
  inviter: "Amy <b>Admin</b>\u2028& Co",
  expiresAt: new Date("2026-11-29T08:47:00Z"),
  url: "https://d.example.com/invitation?token=a-b_c",
} as const;

describe("an invitation's mail", () => {
  test("says who invites whom to what, as what, until when, and what to do if that is a surprise", () => {
    const { text } = composeInvitation({ ...invitation, organization: "Acme", inviter: "Amy Admin" });
    expect(text).toBe(`Join Acme as operator

Amy Admin invites you to Acme in Drawbridge. As operator you see everything it has, and ask for clusters, connections and exposures in its name.

The link works once, until 29 November 2026 at 08:47 UTC. Whoever opens it can join: keep it to yourself.

Accept the invitation: https://d.example.com/invitation?token=a-b_c

--

You did not expect this? Delete it. Nobody joins and no account is made unless the link is used, and it ends by itself.`);
  });

  test("says the same in HTML, in which nothing is markup that people wrote, and breaks no header", () => {
    const { subject, html } = composeInvitation(invitation);
    expect(subject).toBe("Invitation to Acme Bcc: everybody@example.com");
    expect(html).toContain("Amy &lt;b&gt;Admin&lt;/b&gt; &amp; Co invites you to Acme");
    expect(html).toContain('<a href="https://d.example.com/invitation?token=a-b_c"');
    expect(html.match(/href=/g)).toHaveLength(1);
  });

  test("does not name one of the provider's people to a tenant's", () => {
    const { text } = composeInvitation({ ...invitation, inviter: null });
    expect(text).toContain("The provider invites you to Acme");
  });
});

test("the server's words about an address are told; about us, and where it stands, they are not", () => {
  expect(mailReason({ status: 550, answer: "550 no such box" })).toBe(
    "The mail server answered “550 no such box”.",
  );
  expect(mailReason({ status: null, answer: "connect ECONNREFUSED 10.0.0.25:25" })).toBe(
    "The mail server could not be reached.",
  );
  expect(mailReason({ status: 535, answer: "535 mail-bot: wrong password" })).toBe(
    "The mail server does not take mail from Drawbridge.",
  );
});

test("so many links for one address and of one organization are mailed, and no more", () => {
  const { perAddress, perOrganization } = mailedLinks;
  expect(tooManyLinks({ forAddress: perAddress - 1, byOrganization: perOrganization - 1 })).toBeNull();
  expect(tooManyLinks({ forAddress: perAddress, byOrganization: perAddress })).toMatch(/for this address/);
  expect(tooManyLinks({ forAddress: 0, byOrganization: perOrganization })).toMatch(/by this organization/);
});
