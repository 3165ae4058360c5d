/**
 * Mails alerts through the configured SMTP server. Every attempt is the same message, by its Message-ID, so mail
 * programs show a second one as what it is.
 */

import { createTransport } from 'nodemailer';
import type { Channel, Delivery } from '../cases/alerts/deliveries.ts';
import { isEmailAddress } from '../cases/alerts/email-target.ts';
import { DeliveryDeferredError, type DeliveryError, DeliveryFailedError } from '../core/errors.ts';
import { alertSubject, alertText } from './alert-text.ts';

export interface EmailOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; without it STARTTLS is used where the server has it. */
  readonly secure: boolean;
  /** Sender, one address. */
  readonly from: string;
  /** Sent through TLS alone. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** For each step: connecting, greeting, an answer (milliseconds). */
  readonly timeoutMs: number;
  /** Certificate authorities instead of the system's, PEM. */
  readonly ca?: string;
}

/** The channel `email`. */
export function createEmailChannel(options: EmailOptions): Channel {
  return {
    async send(delivery) {
      if (!isEmailAddress(delivery.target)) {
        throw new DeliveryFailedError('the recipient is not one e-mail address', {});
      }
      const transport = createTransport(transportOptions(options));
      try {
        const { response } = await transport.sendMail(mailOf(delivery, options.from));
        return Number.parseInt(response, 10);
      } catch (error) {
        throw failureOf(error);
      } finally {
        transport.close();
      }
    },
  };
}

function transportOptions({ host, port, secure, credentials, timeoutMs, ca }: EmailOptions) {
  return {
    host,
    port,
    secure,
    // A password must not cross the network in the clear, even if the server would take it.
    requireTLS: credentials !== null,
    ...(credentials === null ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    ...(ca === undefined ? {} : { tls: { ca } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Addresses as objects are not parsed, so they stay one address each. */
function mailOf({ id, target, message }: Delivery, from: string) {
  return {
    from: { name: 'Coinhound', address: from },
    to: { name: '', address: target },
    subject: alertSubject(message),
    text: alertText(message),
    date: new Date(message.at),
    messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    // RFC 3834: no automatic answers to an automatic message.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

/** Codes of the library for what the server says of this mail; the others are about the server, and for its operator. */
const ABOUT_THE_MAIL: readonly string[] = ['EENVELOPE', 'EMESSAGE'];

/**
 * RFC 5321, 4.2.1: 5yz is final. The error of the library is not passed on, it may hold what was sent.
 */
function failureOf(error: unknown): DeliveryError {
  const { code, responseCode: status } = error as {
    readonly code?: unknown;
    readonly responseCode?: unknown;
  };
  const named = typeof code === 'string' ? code : 'unknown';
  if (typeof status !== 'number') {
    return new DeliveryDeferredError(`the SMTP server cannot be used (${named})`, { code: named });
  }
  const context = { code: named, status };
  const problem = `the SMTP server answered with status ${status} (${named})`;
  if (status >= 500 && ABOUT_THE_MAIL.includes(named)) return new DeliveryFailedError(problem, context);
  return new DeliveryDeferredError(problem, context);
}
