/**
 * The base URL of an explorer: the part of it that everybody may see, and the credentials in it, which nobody may.
 */

import { InvalidInputError } from '../../core/errors.ts';

/** Where an explorer is. */
export interface BaseUrl {
  /** Without credentials and without a slash at the end. */
  readonly url: string;
  readonly credentials: { readonly username: string; readonly password: string } | null;
}

/** @throws InvalidInputError for one that cannot be used */
export function parseBaseUrl(text: string): BaseUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    // A password or a key in it is not shown.
    const shown = text.replace(/^.*@/s, '…@').replace(/[?#].*$/s, '?…');
    throw new InvalidInputError(
      `baseUrl "${shown}" cannot be used; give one that begins with http:// or https:// and has no query`,
      { field: 'baseUrl', value: shown },
    );
  }
  return {
    url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''),
    credentials: credentialsOf(url),
  };
}

/** @throws InvalidInputError for what is not percent-encoded as it should be */
function credentialsOf({ username, password, host }: URL): BaseUrl['credentials'] {
  // A token may stand in either of the two places, alone.
  if (username === '' && password === '') return null;
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    const shown = `…@${host}`;
    throw new InvalidInputError(
      `baseUrl "${shown}" cannot be used; a percent sign in its user or password is written %25`,
      { field: 'baseUrl', value: shown },
    );
  }
}
