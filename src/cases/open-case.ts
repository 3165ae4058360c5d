/**
 * Opens a case: checks what the user wrote and stores it with its first run and the run's first job. No explorer is
 * asked yet, so a case is accepted while all of them are down.
 */

import { InvalidInputError } from '../core/errors.ts';
import { digestOf } from '../core/report/digest.ts';
import type { Limits } from '../core/trace/limits.ts';
import { type Case, parseCase } from './case-body.ts';
import type { CaseStore, Clock, OpenedCase } from './ports.ts';
import { printable } from './printable.ts';

export interface OpenDeps {
  readonly cases: CaseStore;
  readonly clock: Clock;
  /** Limits of the configuration, used where the body sets none. */
  readonly defaults: Limits;
  readonly alerts: AlertRules;
}

/** What the service can do about alerts. */
export interface AlertRules {
  /** @throws InvalidInputError for a URL that must not be called */
  checkWebhook(url: string): void;
  /** @throws InvalidInputError where no mail can be sent */
  checkEmails(emails: readonly string[]): void;
  /** A new secret for signatures, long and random. */
  newSecret(): string;
}

/** Longer keys are not names any more. */
const MAX_KEY_LENGTH = 255;

/** Who opens a case, and under which name for the request. */
export interface Opener {
  /** Who may see the case. */
  readonly owner: string;
  /** The caller's name for this request: the same one again opens no second case; null for none. */
  readonly idempotencyKey: string | null;
}

/**
 * Stores a case. Where alerts go is kept apart from the body, which holds no secret and says what is traced.
 * @throws InvalidInputError naming the field, its value and the remedy
 * @throws ConflictError when the idempotency key was used with another body
 */
export async function openCase(
  body: unknown,
  { owner, idempotencyKey }: Opener,
  deps: OpenDeps,
): Promise<OpenedCase> {
  const { name, method, limits, watchSeconds, webhook, emails } = checkCase(body, deps);
  checkKey(idempotencyKey);
  const { watch: _watch, webhook: _webhook, emails: _emails, ...traced } = body as Record<string, unknown>;
  const { jobs: _jobs, ...opened } = await deps.cases.open({
    owner,
    name,
    body: traced,
    requestDigest: digestOf(body),
    method,
    limits,
    watchSeconds,
    webhook:
      webhook === null ? null : { url: webhook.url, secret: webhook.secret ?? deps.alerts.newSecret() },
    emails,
    idempotencyKey,
    at: deps.clock.now(),
  });
  return opened;
}

/**
 * Checks a body as opening the case would, and stores nothing.
 * @throws InvalidInputError naming the field, its value and the remedy
 */
export function checkCase(body: unknown, { defaults, alerts }: Pick<OpenDeps, 'defaults' | 'alerts'>): Case {
  const parsed = parseCase(body, defaults);
  refuseUnstorable(body);
  if (parsed.webhook !== null) alerts.checkWebhook(parsed.webhook.url);
  if (parsed.emails.length > 0) alerts.checkEmails(parsed.emails);
  return parsed;
}

/** SQL text knows neither the character U+0000 nor halves of a UTF-16 pair. */
function refuseUnstorable(body: unknown): void {
  JSON.stringify(body, (field: string, value: unknown) => {
    if (typeof value === 'string' && value !== printable(value)) {
      throw new InvalidInputError(
        `${field} ${JSON.stringify(value).slice(0, 100)} has characters that are no text (U+0000 or half a surrogate pair); remove them`,
        { field },
      );
    }
    return value;
  });
}

function checkKey(key: string | null): void {
  if (key === null || new RegExp(`^[\\x21-\\x7e]{1,${MAX_KEY_LENGTH}}$`).test(key)) return;
  throw new InvalidInputError(
    `idempotency key ${JSON.stringify(key).slice(0, 100)} is not 1 to ${MAX_KEY_LENGTH} visible ASCII characters; send a UUID`,
    { field: 'idempotencyKey' },
  );
}
