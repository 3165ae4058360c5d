/**
 * Checks the e-mail addresses that a user gives for the alerts of a case. Only what is one address and nothing else
 * passes: no list, no display name, no line break that could begin another header.
 */

import { InvalidInputError } from '../../core/errors.ts';

/** The form of WHATWG's HTML standard (valid e-mail address): no quotes, comments or blanks. */
const EMAIL =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

/** RFC 5321, 4.5.3.1.3: a path has 256 characters, its angle brackets included. */
const MAX_LENGTH = 254;

/** Recipients of a case's alerts. */
const MAX_ADDRESSES = 20;

export interface EmailPolicy {
  /** Whether an SMTP server is configured. */
  readonly enabled: boolean;
}

/**
 * Checks the recipients of a case.
 * @throws InvalidInputError naming field, value and remedy
 */
export function checkEmails(addresses: readonly string[], { enabled }: EmailPolicy): void {
  if (addresses.length === 0) return;
  if (!enabled) {
    throw new InvalidInputError(
      'emails are asked for, but no SMTP server is configured; leave them out, or add smtp to the configuration',
      { field: 'emails' },
    );
  }
  if (addresses.length > MAX_ADDRESSES) {
    throw new InvalidInputError(
      `emails has ${addresses.length} addresses; at most ${MAX_ADDRESSES} are taken`,
      {
        field: 'emails',
        value: addresses.length,
      },
    );
  }
  addresses.forEach((address, index) => {
    if (isEmailAddress(address)) return;
    const [field, value] = [`emails[${index}]`, JSON.stringify(address).slice(0, 100)];
    throw new InvalidInputError(
      `${field} ${value} is not an e-mail address; write one like name@example.org`,
      {
        field,
        value,
      },
    );
  });
}

/** True for exactly one address. */
export function isEmailAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && EMAIL.test(text);
}
