/**
 * How bodies are read: JSON everywhere, tables of text where a route says so, nothing else.
 */

import { InvalidInputError } from '../core/errors.ts';
import type { ApiServer } from './api-server.ts';

/** No body of ours is deeper than a case (4 levels). */
const MAX_DEPTH = 16;

/** Reads JSON, and refuses what is too deep and what would reach for the prototype of objects. */
export function readJson(app: ApiServer, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string', bodyLimit: maxBytes },
    (request, body, done) => {
      if (nestedDeeper(String(body), MAX_DEPTH)) {
        done(
          new InvalidInputError(`the body is nested more than ${MAX_DEPTH} levels deep; see docs/api.md`, {
            field: 'the body',
          }),
        );
      } else parse(request, String(body), done);
    },
  );
}

/** Reads bodies of the given types as text (UTF-8). */
export function readText(app: ApiServer, types: readonly string[], maxBytes: number): void {
  const options = { parseAs: 'buffer', bodyLimit: maxBytes } as const;
  app.addContentTypeParser([...types], options, async (_request: unknown, body: Buffer) => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(body);
    } catch {
      throw new InvalidInputError('the body is not UTF-8; save the file as UTF-8', { field: 'the body' });
    }
  });
}

/** Counts open brackets outside strings, before the text is parsed; one pass, whatever the text. */
function nestedDeeper(json: string, levels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}
