/**
 * The files of an archive folder but for the bodies: `archive.json`, which says whose answers it holds, and the lines of
 * `exchanges.ndjson` (docs/archive.md).
 */

import { StorageError } from '../core/errors.ts';
import type { Exchange, Span, Validity } from '../core/evidence/archive.ts';
import { isRecord } from '../core/record.ts';

export const ARCHIVE_FILE = 'archive.json';
export const EXCHANGES_FILE = 'exchanges.ndjson';

const FORM = 'coinhound-archive/1';

/** Whose answers an archive holds. */
export interface ArchiveAbout {
  /** In the order in which they were asked; what an API is called in the configuration. */
  readonly explorers: readonly { readonly name: string; readonly api: string }[];
}

/** The text of `archive.json`. */
export function archiveAboutText({ explorers }: ArchiveAbout): string {
  return `${JSON.stringify({ form: FORM, explorers }, null, 2)}\n`;
}

/** @throws StorageError when the text is not that of an archive of this form */
export function readArchiveAbout(text: string): ArchiveAbout {
  const about = parseJson(text);
  if (isRecord(about) && about.form === FORM && Array.isArray(about.explorers)) {
    const explorers = about.explorers.filter(
      (one) => isRecord(one) && typeof one.name === 'string' && typeof one.api === 'string',
    );
    if (explorers.length === about.explorers.length) return { explorers };
  }
  throw new StorageError(`${ARCHIVE_FILE} is not that of an archive of the form ${FORM}`);
}

/** An exchange without the text of its answer, which is in a file of its own. */
export interface ExchangeLine {
  readonly id: string;
  readonly provider: string;
  readonly url: string;
  readonly path: string;
  readonly posted: string | null;
  readonly status: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sha256: string;
  readonly key: string;
  readonly validity: Validity;
  readonly tip: string | null;
  readonly span: Span | null;
  /** Of an answer that is a part of another one: the exchange of that. */
  readonly source?: string;
}

/** The line of an exchange. */
export function exchangeLine({ question, answer, ...exchange }: Exchange): ExchangeLine {
  const { provider, url, path, posted } = question;
  const { id, key, sha256, validity, tip, span, source } = exchange;
  const { status, at } = answer;
  const about = { id, provider, url, path, posted, status, at, sha256, key, validity, tip, span };
  return source === null ? about : { ...about, source };
}

/** The exchange of a line. @param text the body of its answer */
export function exchangeOf(line: ExchangeLine, text: string): Exchange {
  const { provider, url, path, posted, status, at, source = null, ...exchange } = line;
  return { ...exchange, question: { provider, url, path, posted }, answer: { status, text, at }, source };
}

/** Where the body of an answer stands in the folder. */
export function bodyPath(sha256: string): string {
  return `bodies/${sha256.slice(0, 2)}/${sha256}.gz`;
}

/**
 * The lines of a file, and how much of it they take: what comes behind the last end of a line was not written whole.
 * @throws StorageError naming the line that is none
 */
export function readExchangeLines(bytes: Buffer): { lines: ExchangeLine[]; length: number } {
  const length = bytes.lastIndexOf('\n') + 1;
  const texts = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  return { lines: texts.map((text, index) => parseLine(text, index + 1)), length };
}

function parseLine(text: string, number: number): ExchangeLine {
  const line = parseJson(text);
  if (isLine(line)) return line;
  throw new StorageError(`${EXCHANGES_FILE}, line ${number} is no exchange: "${text.slice(0, 100)}"`, {
    line: number,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isLine(line: unknown): line is ExchangeLine & Record<string, unknown> {
  if (!isRecord(line)) return false;
  const texts = [line.id, line.provider, line.url, line.path, line.sha256, line.key];
  return (
    texts.every((field) => typeof field === 'string') &&
    /^[0-9a-f]{64}$/.test(String(line.sha256)) &&
    Number.isSafeInteger(line.status) &&
    Number.isFinite(line.at) &&
    ['settled', 'tip', 'once'].includes(String(line.validity)) &&
    isTextOrNull(line.posted) &&
    isTextOrNull(line.tip) &&
    isTextOrNull(line.source ?? null) &&
    (line.span === null || isSpan(line.span))
  );
}

const isTextOrNull = (value: unknown) => value === null || typeof value === 'string';

function isSpan(value: unknown): value is Span & Record<string, unknown> {
  if (!isRecord(value)) return false;
  const { list, from, through } = value;
  return typeof list === 'string' && Number.isSafeInteger(from) && Number.isSafeInteger(through);
}
