/**
 * An archive of exchanges, served as it was recorded: every explorer below its name, every question with the answers that it
 * got, in their order. So a trace of the past can be made again without the explorers of the past.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InvalidInputError } from '../core/errors.ts';
import { groupedBy } from '../core/multimap.ts';
import { unpackKeptBody } from '../storage/body-packing.ts';
import {
  ARCHIVE_FILE,
  type ArchiveAbout,
  bodyPath,
  EXCHANGES_FILE,
  type ExchangeLine,
  readArchiveAbout,
  readExchangeLines,
} from '../storage/exchange-lines.ts';
import { type Answer, sendAnswer } from './answer.ts';
import { plainText } from './esplora-answers.ts';

/** Outspends of several transactions, asked for at once: how they are grouped depends on when they are asked. */
const OUTSPENDS_TOGETHER = /^\/txs\/outspends\?txids=([0-9a-f,]+)$/;

export interface RecordedArchive extends ArchiveAbout {
  /** The answer to the n-th time that a question is asked, from 1; after the last recorded one, that one again. */
  answer(question: Asked, n: number): Promise<Answer | null>;
}

interface Asked {
  readonly provider: string;
  /** Below the base URL, with the query. */
  readonly path: string;
  readonly posted: string | null;
}

/** True for a folder that holds an archive. */
export function isArchive(dir: string): boolean {
  return existsSync(join(dir, ARCHIVE_FILE));
}

/** Reads the archive in a folder. @throws InvalidInputError when it is none, or a file of it cannot be read */
export async function readArchive(dir: string): Promise<RecordedArchive> {
  try {
    const about = readArchiveAbout(await readFile(join(dir, ARCHIVE_FILE), 'utf8'));
    const { lines } = readExchangeLines(await readFile(join(dir, EXCHANGES_FILE)));
    const inOrder = lines.toSorted((a, b) => a.at - b.at);
    const recorded = groupedBy(inOrder, keyOf);
    return {
      ...about,
      async answer(question, n) {
        const found = recorded.get(keyOf(question)) ?? [];
        const line = found[Math.min(n, found.length) - 1];
        return line === undefined ? null : recordedAnswer(dir, line);
      },
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(
      `the archive ${dir} cannot be read: ${reason}`,
      { field: 'dir', value: dir },
      cause,
    );
  }
}

function keyOf({ provider, path, posted }: Asked): string {
  return JSON.stringify([provider, path, posted]);
}

async function recordedAnswer(dir: string, { sha256, status }: ExchangeLine): Promise<Answer> {
  const body = await unpackKeptBody(await readFile(join(dir, bodyPath(sha256))), sha256);
  const isJson = /^\s*[[{]/.test(body);
  return { status, type: isJson ? 'application/json' : 'text/plain', body, maxAge: null };
}

/** Adds the explorers of an archive, each below its name. */
export function addArchiveRoutes(app: FastifyInstance, archive: RecordedArchive): void {
  // As it came, so that it can be compared with what was recorded.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) =>
    done(null, text),
  );
  const asked = new Map<string, number>();
  const next = (question: Asked) => {
    const n = (asked.get(keyOf(question)) ?? 0) + 1;
    asked.set(keyOf(question), n);
    return archive.answer(question, n);
  };
  app.route({
    method: ['GET', 'POST'],
    url: '/*',
    handler: async (request, reply) => {
      const question = questionIn(request);
      const [, txids] = OUTSPENDS_TOGETHER.exec(question.path) ?? [];
      const together = txids === undefined ? null : await outspendsOf(txids.split(','), question, next);
      return sendAnswer(reply, together ?? (await next(question)) ?? NOT_RECORDED);
    },
  });
}

/** The answer that the recorded answers about each of the transactions make together; null when one is missing. */
async function outspendsOf(
  txids: readonly string[],
  { provider }: Asked,
  next: (question: Asked) => Promise<Answer | null>,
): Promise<Answer | null> {
  const parts: string[] = [];
  for (const txid of txids) {
    const answer = await next({ provider, path: `/tx/${txid}/outspends`, posted: null });
    if (answer === null) return null;
    parts.push(answer.status === 200 ? String(answer.body) : '[]');
  }
  return { status: 200, type: 'application/json', body: `[${parts.join()}]`, maxAge: null };
}

/** The first part of the path is the name of the explorer; the rest is what it was asked. */
function questionIn({ url, body }: FastifyRequest): Asked {
  const [, provider = '', path = ''] = /^\/([^/?]*)(.*)$/s.exec(url) ?? [];
  return { provider, path: withoutKey(path), posted: typeof body === 'string' ? body : null };
}

/** A refusal, not a 404: that there is no such thing may have been recorded, this was not. */
const NOT_RECORDED = plainText(421, 'this question was not recorded');

/** Keys are in no archive. */
function withoutKey(url: string): string {
  return url.replace(
    /([?&])(?:apikey|x_cg_(?:demo|pro)_api_key)=[^&]*(&|$)/,
    (_, before: string, after: string) => (after === '' ? '' : before),
  );
}
