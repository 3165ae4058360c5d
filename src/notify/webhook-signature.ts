/**
 * Signs what is posted, after Standard Webhooks 1.0 (https://www.standardwebhooks.com): receivers may check it with the
 * libraries of that standard, or with the functions in docs/alerts.md.
 */

import { createHmac } from 'node:crypto';

/** A secret of the standard: base64 behind a prefix. */
const STANDARD_SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * The headers of a signed message.
 * @param id the same at every attempt
 * @param seconds Unix time of this attempt
 * @param body exactly as it is sent
 * @param secret of the standard's form; one of another form is the key itself, as UTF-8
 */
export function signedHeaders(
  id: string,
  seconds: number,
  body: string,
  secret: string,
): Readonly<Record<string, string>> {
  const [, base64] = STANDARD_SECRET.exec(secret) ?? [];
  const key = base64 === undefined ? Buffer.from(secret, 'utf8') : Buffer.from(base64, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
