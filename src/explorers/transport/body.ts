/**
 * The body of an explorer's answer, on its way from the request pipeline to a client.
 */

import { BadProviderDataError, ProviderUnavailableError } from '../../core/errors.ts';
import type { Answer } from '../../core/evidence/archive.ts';
import { parseJson, parseJsonNumbersAsText, TooManyValuesError } from './parse-json.ts';

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
  return `${provider}: ${legible(what)} (${path})`;
}

/** What is quoted of an answer may end on a terminal, which obeys control characters, or in a database that refuses some. */
function legible(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{fffd}');
}

export const NOT_FOUND = 404;

/** The body of an answer: a successful one, or one that says that there is no such thing. */
export class Body implements Origin, Answer {
  readonly provider: string;
  readonly url: string;
  readonly path: string;
  readonly status: number;
  readonly text: string;
  readonly at: number;
  /** Where it is archived; null when it is not. */
  readonly id: string | null;
  /** The exchange that this answer was taken from; null when it came as it is. See `Exchange.source`. */
  readonly source: string | null;
  /** Of an archived part of a list, the last block up to which it is true; null when it answers all that was asked. */
  readonly through: number | null;
  #json: { readonly value: unknown } | null = null;
  /** What was read out of it, by how; the same for all that stand for this answer. */
  #read = new Map<object, unknown>();

  constructor(
    { provider, url, path }: Origin,
    answer: Answer & {
      readonly id?: string | null;
      readonly source?: string | null;
      readonly through?: number | null;
    },
  ) {
    this.provider = provider;
    this.url = url;
    this.path = path;
    this.status = answer.status;
    this.text = answer.text;
    this.at = answer.at;
    this.id = answer.id ?? null;
    this.source = answer.source ?? null;
    this.through = answer.through ?? null;
  }

  /** The same body, which is archived now. */
  archivedAs(id: string): Body {
    const { status, text, at, source, through } = this;
    const body = new Body(this, { status, text, at, id, source, through });
    body.#json = this.#json;
    body.#read = this.#read;
    return body;
  }

  /** Reads something out of the body, once. @param how the same function each time */
  read<T>(how: (body: Body) => T): T {
    if (!this.#read.has(how)) this.#read.set(how, how(this));
    return this.#read.get(how) as T;
  }

  /** The explorer says that there is no such thing. */
  get isAbsent(): boolean {
    return this.status === NOT_FOUND;
  }

  /**
   * The body as JSON, parsed once. Integers above 2^53 are bigints.
   * @throws ProviderUnavailableError when it is not JSON: explorers always answer in JSON, so this one was cut off or
   *   comes from something that stands between
   * @throws BadProviderDataError for more values than an explorer has to tell
   */
  json(): unknown {
    this.#json ??= { value: this.#parse(parseJson) };
    return this.#json.value;
  }

  /** The body as JSON with every number as text, exactly as it was sent. @throws ProviderUnavailableError as `json` */
  jsonWithNumbersAsText(): unknown {
    return this.#parse(parseJsonNumbersAsText);
  }

  #parse(parse: (text: string) => unknown): unknown {
    try {
      return parse(this.text);
    } catch (error) {
      if (error instanceof TooManyValuesError) {
        throw new BadProviderDataError(messageAbout(this, `answered with ${error.message}`), contextOf(this));
      }
      const problem = `answered with ${this.text.length} characters that are not JSON (cut off?)`;
      throw new ProviderUnavailableError(messageAbout(this, problem), contextOf(this));
    }
  }
}

/** A check for requests whose answer is JSON. @throws ProviderUnavailableError when it is not */
export function isJson(body: Body): void {
  body.json();
}
