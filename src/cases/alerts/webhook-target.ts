/**
 * Where alerts may be sent: checks the webhook URL that a user gives for a case, when it is given and again before
 * every attempt. Names are checked here by their form alone; what they lead to is checked at the connection
 * (src/notify/public-lookup.ts).
 */

import { randomBytes } from 'node:crypto';
import { InvalidInputError } from '../../core/errors.ts';
import { isPublicAddress } from './public-address.ts';

export interface WebhookPolicy {
  /**
   * Hosts that may be private and may be reached without TLS, exactly as they stand in a URL: `hooks.internal:8080`,
   * without port for the scheme's own.
   */
  readonly allowedHosts: readonly string[];
}

/** Longer ones are no addresses any more. */
const MAX_URL_LENGTH = 2000;

/** Names that no public resolver knows (RFC 6761, RFC 6762, RFC 8375; `internal` is ICANN's reserved name). */
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

/** Standard Webhooks: a secret has 24 to 64 bytes, in base64 behind this prefix. */
const SECRET_BYTES = 32;
const SECRET_PREFIX = 'whsec_';

/**
 * Checks a webhook URL. What the error shows of it is never more than scheme and host: path, query and user
 * information may hold keys of the receiver.
 * @returns the URL in its normal form
 * @throws InvalidInputError naming field and remedy
 */
export function checkWebhookUrl(text: string, { allowedHosts }: WebhookPolicy): string {
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text)) {
    throw invalid('', `is not a URL of at most ${MAX_URL_LENGTH} characters; write https://host/path`);
  }
  const url = new URL(text);
  const shown = `${url.protocol}//${url.host}`;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw invalid(shown, 'is not an https URL');
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      shown,
      'has user information; leave it out, receivers know a delivery by its signature (docs/alerts.md)',
    );
  }
  if (allowedHosts.includes(url.host)) return url.href;
  if (url.protocol !== 'https:') throw invalid(shown, 'is not an https URL; alerts are sent encrypted only');
  if (!mayBePublic(url.hostname)) {
    throw invalid(
      shown,
      'leads to no public address; an operator may allow the host in notify.allowedHosts of the configuration',
    );
  }
  return url.href;
}

/** A new secret to sign deliveries with, in the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** `new URL` has already brought decimal, octal, hexadecimal and short forms of IPv4 to four decimal numbers. */
function mayBePublic(hostname: string): boolean {
  if (hostname.startsWith('[')) return isPublicAddress(hostname.slice(1, -1));
  if (/^[\d.]+$/.test(hostname)) return isPublicAddress(hostname);
  return /[^.]\.[^.]/.test(hostname) && !PRIVATE_NAME.test(hostname);
}

function invalid(value: string, problem: string): InvalidInputError {
  const field = 'webhook.url';
  return new InvalidInputError(`${field}${value === '' ? '' : ` ${value}`} ${problem}`, { field, value });
}
