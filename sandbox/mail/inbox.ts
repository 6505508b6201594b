import PostalMime from "postal-mime";

/** A mail as it came, and as it reads. */
export interface ReceivedMail {
  /** Grows by one with each mail. */
  n: number;
  /** ISO. */
  at: string;
  /** From the envelope: who really gets it. */
  to: string[];
  from: string;
  subject: string;
  /** Without angle brackets; the same when a mail was sent again. */
  messageId: string;
  text: string;
}

const KEPT = 500;

/** What was mailed, in memory and for as long as there is room: the oldest go first. */
export class Inbox {
  private mails: ReceivedMail[] = [];
  private last = 0;

  /** `raw` is the whole message, RFC 5322. */
  async add(raw: Buffer, to: string[], at: Date): Promise<void> {
    const { from, subject, messageId, text } = await PostalMime.parse(raw);
    this.last += 1;
    this.mails.push({
      n: this.last,
      at: at.toISOString(),
      to,
      from: from ? (from.name ? `${from.name} <${from.address}>` : (from.address ?? "")) : "",
      subject: subject ?? "",
      messageId: (messageId ?? "").replace(/^<|>$/g, ""),
      text: (text ?? "").trim(),
    });
    if (this.mails.length > KEPT) this.mails = this.mails.slice(-KEPT);
  }

  /** Newest first; to one address alone where one is given. */
  list(to?: string | null): ReceivedMail[] {
    const wanted = to?.toLowerCase();
    return this.mails
      .filter((mail) => !wanted || mail.to.some((address) => address.toLowerCase() === wanted))
      .reverse();
  }

  clear(): void {
    this.mails = [];
  }
}
