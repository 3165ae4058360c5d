/**
 * What is in an evidence bundle, as files (docs/bundle.md). The answers stand in the form of an archive folder, so that an
 * unpacked bundle can be replayed and traced against like one.
 */

import type { LineEvidence, RunEvidence } from '../cases/run-evidence.ts';
import { InvalidInputError, StorageError } from '../core/errors.ts';
import type { Exchange } from '../core/evidence/archive.ts';
import { isRecord } from '../core/record.ts';
import type { Tag } from '../core/tags/tag.ts';
import { packBody, unpackBody } from './body-packing.ts';
import { type Files, jsonBytes } from './bundle-file.ts';
import {
  ARCHIVE_FILE,
  archiveAboutText,
  bodyPath,
  EXCHANGES_FILE,
  type ExchangeLine,
  exchangeLine,
  exchangeOf,
  readExchangeLines,
} from './exchange-lines.ts';

/** The tags of the addresses in a run, as they stood at a revision. */
export interface BundledTags {
  readonly revision: number;
  /** Over all tags of that revision, also those that are not here. */
  readonly digest: string;
  readonly tags: readonly Tag[];
}

/** The settings that a result depends on; no secrets. */
export interface BundledConfiguration {
  readonly explorers: Readonly<Record<string, readonly BundledExplorer[]>>;
  readonly finality: Readonly<Record<string, number>>;
  readonly verification: object;
  /** Null where nothing was valued. */
  readonly prices: {
    readonly order: readonly string[];
    readonly baseUrls: Readonly<Record<string, string>>;
  } | null;
}

/** An explorer, in the order in which those of its chain are asked. */
export interface BundledExplorer {
  readonly name: string;
  readonly api: string;
  readonly baseUrl: string;
  readonly batch?: number;
}

export interface BundleContent extends LineEvidence {
  readonly report: unknown;
  readonly tags: readonly BundledTags[];
  readonly configuration: BundledConfiguration;
  readonly exchanges: readonly Exchange[];
}

const FILES = {
  case: 'case.json',
  report: 'report.json',
  runs: 'runs.json',
  tags: 'tags.json',
  configuration: 'configuration.json',
} as const;

/** What a bundle is written from; its answers come in parts, since all of them at once may be more than fits into memory. */
export interface WrittenContent extends Omit<BundleContent, 'exchanges'> {
  readonly exchanges: AsyncIterable<readonly Exchange[]>;
}

/** Where the archive stands in a bundle. */
const ARCHIVE = 'archive/';

/** The files of a bundle, without manifest and signature. */
export async function writeContent(content: WrittenContent): Promise<Files> {
  const { body, report, runs, tags, configuration, exchanges } = content;
  const files = new Map<string, Uint8Array>([
    [FILES.case, jsonBytes(body)],
    [FILES.report, jsonBytes(report)],
    [FILES.runs, jsonBytes(runs)],
    [FILES.tags, jsonBytes(tags)],
    [FILES.configuration, jsonBytes(configuration)],
  ]);
  const explorers = Object.values(configuration.explorers).flat();
  files.set(`${ARCHIVE}${ARCHIVE_FILE}`, Buffer.from(archiveAboutText({ explorers: explorers.map(named) })));
  const lines: ExchangeLine[] = [];
  for await (const part of exchanges) {
    for (const exchange of part) {
      lines.push(exchangeLine(exchange));
      const path = `${ARCHIVE}${bodyPath(exchange.sha256)}`;
      if (!files.has(path)) files.set(path, await packBody(exchange.answer.text));
    }
  }
  const inOrder = lines.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const text = inOrder.map((line) => `${JSON.stringify(line)}\n`).join('');
  files.set(`${ARCHIVE}${EXCHANGES_FILE}`, Buffer.from(text));
  return files;
}

const named = ({ name, api }: BundledExplorer) => ({ name, api });

/** The texts of all answers are held while a run is repeated; one that can be repeated in memory has less (bytes). */
const MOST_TEXT_BYTES = 1024 * 1024 * 1024;

/**
 * The content of a bundle.
 * @param mostText bytes that its answers may unpack to, together
 * @throws InvalidInputError when a file is missing, has not its form, or unpacks to more than may be
 */
export async function readContent(files: Files, mostText = MOST_TEXT_BYTES): Promise<BundleContent> {
  const json = <T>(path: string, is: (value: unknown) => boolean): T => {
    const value = parsed(textOf(files, path), path);
    if (is(value)) return value as T;
    throw wrongForm(path);
  };
  return {
    body: json(FILES.case, isRecord),
    report: json(FILES.report, (value) => isRecord(value) && isRecord(value.run)),
    runs: json<RunEvidence[]>(FILES.runs, (value) => isListOf(value, isRun)),
    tags: json<BundledTags[]>(FILES.tags, (value) => isListOf(value, isTags)),
    configuration: json<BundledConfiguration>(FILES.configuration, isConfiguration),
    exchanges: await readExchanges(files, mostText),
  };
}

/** Each body is unpacked once, however many lines name it. */
async function readExchanges(files: Files, mostText: number): Promise<Exchange[]> {
  const { lines } = readExchangeLines(Buffer.from(bytesOf(files, `${ARCHIVE}${EXCHANGES_FILE}`)));
  const texts = new Map<string, string>();
  let total = 0;
  for (const { sha256 } of lines) {
    if (texts.has(sha256)) continue;
    const path = `${ARCHIVE}${bodyPath(sha256)}`;
    const text = await readText(files, path);
    total += Buffer.byteLength(text);
    if (total > mostText)
      throw tooLong(`with ${path} the answers of the bundle unpack to more than ${mostText} bytes`);
    texts.set(sha256, text);
  }
  return lines.map((line) => exchangeOf(line, texts.get(line.sha256) ?? ''));
}

async function readText(files: Files, path: string): Promise<string> {
  const bytes = bytesOf(files, path);
  try {
    return await unpackBody(bytes, `${path} of the bundle`);
  } catch (cause) {
    throw cause instanceof StorageError ? tooLong(cause.message, cause) : wrongForm(path, cause);
  }
}

function bytesOf(files: Files, path: string): Uint8Array {
  const bytes = files.get(path);
  if (bytes !== undefined) return bytes;
  throw new InvalidInputError(`the bundle has no ${path}`, { field: 'bundle', value: path });
}

const textOf = (files: Files, path: string) => Buffer.from(bytesOf(files, path)).toString('utf8');

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrongForm(path, cause);
  }
}

function wrongForm(path: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(
    `${path} of the bundle has not its form`,
    { field: 'bundle', value: path },
    cause,
  );
}

const tooLong = (problem: string, cause?: unknown) =>
  new InvalidInputError(problem, { field: 'bundle' }, cause);

function isListOf(value: unknown, is: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isRecord(item) && is(item));
}

const isRun = ({ number, limits, pins, exchanges, unanswered, statedPrices }: Record<string, unknown>) =>
  Number.isSafeInteger(number) &&
  isRecord(limits) &&
  isRecord(pins) &&
  isRecord(pins.tips) &&
  isRecord(pins.forks) &&
  [exchanges, unanswered, statedPrices].every(Array.isArray);

const isTags = ({ revision, digest, tags }: Record<string, unknown>) =>
  Number.isSafeInteger(revision) && typeof digest === 'string' && Array.isArray(tags);

function isConfiguration(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { explorers, finality, verification, prices } = value;
  return (
    isRecord(explorers) && [finality, verification].every(isRecord) && (prices === null || isRecord(prices))
  );
}
