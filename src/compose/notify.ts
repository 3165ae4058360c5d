/**
 * Ties the channels of alerts to the configuration: what a case may ask for, and what carries it.
 */

import type { DeliverDeps } from '../cases/alerts/deliver-alert.ts';
import { checkEmails } from '../cases/alerts/email-target.ts';
import { checkWebhookUrl, newWebhookSecret } from '../cases/alerts/webhook-target.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { InvalidInputError } from '../core/errors.ts';
import { createEmailChannel } from '../notify/email.ts';
import { resolveBySystem } from '../notify/public-lookup.ts';
import { createWebhookChannel } from '../notify/webhook.ts';

/** The rules for the recipients that a case asks for. */
export function alertRules({ notify, smtp }: Config) {
  return {
    checkWebhook: (url: string) => {
      checkWebhookUrl(url, notify);
    },
    checkEmails: (emails: readonly string[]) => checkEmails(emails, { enabled: smtp !== undefined }),
    newSecret: newWebhookSecret,
  };
}

/** The channels, and when a delivery is tried again. @throws InvalidInputError when the SMTP password is missing */
export function openChannels(
  { notify, smtp }: Config,
  env: Environment,
): Pick<DeliverDeps, 'channels' | 'retryWaitsMs'> {
  const { allowedHosts, timeoutMs, retrySeconds } = notify;
  const webhook = createWebhookChannel({ allowedHosts, timeoutMs, resolve: resolveBySystem });
  const retryWaitsMs = retrySeconds.map((seconds) => seconds * 1000);
  if (smtp === undefined) return { channels: { webhook }, retryWaitsMs };
  const { host, port, secure, from } = smtp;
  const email = createEmailChannel({
    host,
    port,
    secure,
    from,
    credentials: credentialsOf(smtp, env),
    timeoutMs,
  });
  return { channels: { webhook, email }, retryWaitsMs };
}

/** Both or none: a half is a mistake that would only show with the first mail. */
function credentialsOf({ userVariable, passwordVariable }: NonNullable<Config['smtp']>, env: Environment) {
  if (userVariable === undefined && passwordVariable === undefined) return null;
  return {
    user: secretIn('userVariable', userVariable, env),
    password: secretIn('passwordVariable', passwordVariable, env),
  };
}

function secretIn(key: string, name: string | undefined, env: Environment): string {
  const value = name === undefined ? undefined : env[name];
  if (value !== undefined && value !== '') return value;
  const problem = name === undefined ? 'is missing beside the other one' : `names ${name}, which is not set`;
  throw new InvalidInputError(`smtp.${key} ${problem}; set both, or leave both out`, {
    field: `smtp.${key}`,
  });
}
