/**
 * The body of an explorer's answer, on its way from the request pipeline to a client.
 */

import { ProviderUnavailableError } from '../../core/errors.ts';
import { parseJson } from './parse-json.ts';

/** Where an answer comes from; named in every error about it. */
export interface Origin {
  readonly provider: string;
  /** Absolute, without secrets: for the context of an error. */
  readonly url: string;
  /**
   * The part below the base URL: for the message of an error. Messages reach reports as the reason of a gap, and a
   * report must not depend on where an explorer runs.
   */
  readonly path: string;
}

/** The part of an error's context that says where an answer came from. */
export function contextOf({ provider, url }: Origin): { provider: string; url: string } {
  return { provider, url };
}

/** The message of an error about an answer: who, what, and to which question. */
export function messageAbout({ provider, path }: Origin, what: string): string {
  return `${provider}: ${what} (${path})`;
}

/** The body of a successful answer. */
export class Body implements Origin {
  readonly provider: string;
  readonly url: string;
  readonly path: string;
  readonly text: string;
  #json: { readonly value: unknown } | null = null;

  constructor({ provider, url, path }: Origin, text: string) {
    this.provider = provider;
    this.url = url;
    this.path = path;
    this.text = text;
  }

  /**
   * The body as JSON, parsed once. Integers above 2^53 are bigints.
   * @throws ProviderUnavailableError when it is not JSON: explorers always answer in JSON, so this one was cut off or
   *   comes from something that stands between
   */
  json(): unknown {
    this.#json ??= { value: this.#parse() };
    return this.#json.value;
  }

  #parse(): unknown {
    try {
      return parseJson(this.text);
    } catch {
      const problem = `answered with ${this.text.length} characters that are not JSON (cut off?)`;
      throw new ProviderUnavailableError(messageAbout(this, problem), contextOf(this));
    }
  }
}

/** A check for requests whose answer is JSON. @throws ProviderUnavailableError when it is not */
export function isJson(body: Body): void {
  body.json();
}
