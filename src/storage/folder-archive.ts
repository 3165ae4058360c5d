/**
 * An archive in a folder, for a trace whose evidence is to be kept: `exchanges.ndjson`, one exchange a line, and the bodies,
 * compressed, each once under its SHA-256. The form is a public contract (docs/archive.md).
 */

import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import { StorageError } from '../core/errors.ts';
import type { Archive, EvidenceArchive, Exchange } from '../core/evidence/archive.ts';
import { ExchangeIndex } from '../core/evidence/exchange-index.ts';
import { packBody, unpackKeptBody } from './body-packing.ts';
import {
  ARCHIVE_FILE,
  type ArchiveAbout,
  archiveAboutText,
  bodyPath,
  EXCHANGES_FILE,
  type ExchangeLine,
  exchangeLine,
  exchangeOf,
  readArchiveAbout,
  readExchangeLines,
} from './exchange-lines.ts';
import { lockFolder } from './folder-lock.ts';

export interface FolderArchive extends EvidenceArchive {
  /** Waits for what is being written, and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Opens an archive folder, making it when it is missing. A line that a killed process left half written is cut off.
 * @param about explorers whose answers will be kept, beside those of before
 * @throws StorageError when another process has it, or when it cannot be read or written
 */
export async function openFolderArchive(folder: string, about: ArchiveAbout): Promise<FolderArchive> {
  const unlock = await lockFolder(folder);
  try {
    await writeAbout(join(folder, ARCHIVE_FILE), about);
    const file = join(folder, EXCHANGES_FILE);
    const { lines, length } = existsSync(file) ? readExchangeLines(await readFile(file)) : NO_LINES;
    if (existsSync(file)) await truncate(file, length);
    return new OpenFolder(folder, lines, unlock);
  } catch (cause) {
    unlock();
    throw troubleWith(folder, cause);
  }
}

async function writeAbout(file: string, { explorers }: ArchiveAbout): Promise<void> {
  const known = existsSync(file) ? readArchiveAbout(await readFile(file, 'utf8')).explorers : [];
  const added = explorers.filter(({ name }) => !known.some((one) => one.name === name));
  if (existsSync(file) && added.length === 0) return;
  await writeFile(file, archiveAboutText({ explorers: [...known, ...added] }));
}

const NO_LINES = { lines: [] as readonly ExchangeLine[], length: 0 };

class OpenFolder implements FolderArchive {
  readonly #folder: string;
  readonly #unlock: () => void;
  readonly #index = new ExchangeIndex();
  readonly #lines = new Map<string, ExchangeLine>();
  /** Lines are written one after another, and bodies before the lines that name them. */
  readonly #writing = pLimit(1);

  constructor(folder: string, lines: readonly ExchangeLine[], unlock: () => void) {
    this.#folder = folder;
    this.#unlock = unlock;
    for (const line of lines) {
      this.#lines.set(line.id, line);
      this.#index.add(line);
    }
  }

  async recall(wanted: Parameters<Archive['recall']>[0]) {
    const match = this.#index.find(wanted);
    const line = this.#lines.get(match?.id ?? '');
    if (match === null || line === undefined) return null;
    try {
      const text = await this.#bodyOf(line);
      return { ...match, status: line.status, at: line.at, text, source: line.source ?? null };
    } catch (cause) {
      throw troubleWith(this.#folder, cause);
    }
  }

  async exchanges(ids: readonly string[]): Promise<readonly Exchange[]> {
    const lines = [...new Set(ids)].sort().flatMap((id) => this.#lines.get(id) ?? []);
    const found: Exchange[] = [];
    try {
      for (const line of lines) {
        found.push(exchangeOf(line, await this.#bodyOf(line)));
      }
    } catch (cause) {
      throw troubleWith(this.#folder, cause);
    }
    return found;
  }

  async keep(exchange: Exchange): Promise<void> {
    if (this.#lines.has(exchange.id)) return;
    const line = exchangeLine(exchange);
    this.#lines.set(line.id, line);
    const packed = await packBody(exchange.answer.text);
    try {
      await this.#writing(() => this.#write(line, packed));
      // Nobody may find it before it is there.
      this.#index.add(line);
    } catch (cause) {
      throw troubleWith(this.#folder, cause);
    }
  }

  async close(): Promise<void> {
    await this.#writing(async () => {});
    this.#unlock();
  }

  async #bodyOf({ sha256 }: ExchangeLine): Promise<string> {
    return unpackKeptBody(await readFile(join(this.#folder, bodyPath(sha256))), sha256);
  }

  async #write(line: ExchangeLine, packed: Uint8Array): Promise<void> {
    const path = join(this.#folder, bodyPath(line.sha256));
    if (!existsSync(path)) {
      await mkdir(dirname(path), { recursive: true });
      // Under its name only when it is whole.
      await writeFile(`${path}.part`, packed);
      await rename(`${path}.part`, path);
    }
    await appendFile(join(this.#folder, EXCHANGES_FILE), `${JSON.stringify(line)}\n`);
  }
}

function troubleWith(folder: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StorageError(`the archive ${folder} cannot be read or written: ${reason}`, { folder }, cause);
}
