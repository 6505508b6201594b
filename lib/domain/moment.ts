const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** "22 November 2026 at 08:15 UTC": for mails and webhooks, which know nobody's time zone. */
export function tellMoment(at: Date): string {
  return `${words.format(at)} UTC`;
}
