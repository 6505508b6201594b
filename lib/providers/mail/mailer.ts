import nodemailer, { type Transporter } from "nodemailer";

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Without angle brackets: the same for every try, so that mailboxes can tell copies. */
  messageId: string;
  /** Where the person may choose what is mailed; null for what is sent to them once, such as an invitation. */
  unsubscribeUrl: string | null;
};

export type MailAnswer = {
  ok: boolean;
  /** The server's reply code; null where none came. */
  status: number | null;
  answer: string;
  /** It will never be taken: the address is refused for good. */
  isFinal: boolean;
};

const stepMs = 5_000;
const wholeMs = 14_000;

/** Sends e-mail by one SMTP server. The server's own certificate is verified where it offers TLS. */
export class Mailer {
  private readonly transport: Transporter;

  constructor({ smtpUrl, from }: { smtpUrl: string; from: string }) {
    this.transport = nodemailer.createTransport(
      {
        url: smtpUrl,
        connectionTimeout: stepMs,
        greetingTimeout: stepMs,
        socketTimeout: stepMs * 2,
        disableFileAccess: true,
        disableUrlAccess: true,
      },
      { from },
    );
  }

  /** Sends one mail once. Never throws. */
  async send(mail: Mail): Promise<MailAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("The mail server did not answer in time.")), wholeMs);
    });
    try {
      const sending = this.transport.sendMail({
        to: { name: "", address: mail.to },
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: `<${mail.messageId}>`,
        headers: { "Auto-Submitted": "auto-generated" },
        ...(mail.unsubscribeUrl && {
          list: { unsubscribe: { url: mail.unsubscribeUrl, comment: "What is mailed" } },
        }),
      });
      const sent = (await Promise.race([sending, late])) as { response?: string };
      const response = oneLine(sent.response ?? "");
      return { ok: true, status: codeOf(response), answer: response, isFinal: true };
    } catch (error) {
      const { responseCode, response, message, code } = error as Error & {
        responseCode?: number;
        response?: string;
        code?: string;
      };
      // Who may not send here may tomorrow, once its password is mended; an address that is refused stays so.
      const isFinal = (responseCode ?? 0) >= 500 && (code === "EENVELOPE" || code === "EMESSAGE");
      return { ok: false, status: responseCode ?? null, answer: oneLine(response ?? message), isFinal };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.transport.close();
  }
}

function codeOf(response: string): number | null {
  const code = Number(response.slice(0, 3));
  return Number.isInteger(code) && code >= 200 ? code : null;
}

function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Surrogate}]+/gu, " ").trim();
  return [...line].slice(0, 500).join("");
}
