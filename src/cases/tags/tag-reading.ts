/**
 * What reading a tag file gives: the tags, and each row that was refused, with its line and the reason. One bad row of a
 * list with thousands says nothing against the others. A list may be longer than memory: what was collected is taken away
 * while it is read.
 */

import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../core/errors.ts';
import type { Tag } from '../../core/tags/tag.ts';
import { CONCEPT_IDS } from './concepts.ts';
import { type TagRow, tagOfRow } from './tag-row.ts';

export interface RefusedRow {
  /** From 1. */
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

/** Rows that were refused for the same reason. */
export interface RefusedKind {
  /** In short, e.g. `network BCH`. */
  readonly kind: string;
  readonly rows: number;
}

/** What was read, without the tags. */
export interface ReadingSummary {
  readonly accepted: number;
  readonly refused: number;
  /** All of them by their reasons, the most frequent first. */
  readonly kinds: readonly RefusedKind[];
  /** The first of them. */
  readonly refusals: readonly RefusedRow[];
  /** What the user should know of the file as a whole. */
  readonly notes: readonly string[];
}

/** Collects the rows of a file. */
export interface TagCollector {
  add(line: number, row: TagRow): void;
  /** @param kind the reason in short; the field when absent */
  refuse(line: number, field: string, reason: string, kind?: string): void;
  /** Names something that the format does not use. */
  ignore(field: string): void;
  /** Tags that were not taken yet. */
  held(): number;
  /** Hands them over. */
  take(): readonly Tag[];
  summary(): ReadingSummary;
}

/** Reads a list into a collector; it comes up for air now and then, so that the tags can be taken. */
export type TagReader = (collector: TagCollector) => AsyncIterable<unknown>;

/** Refused rows that are kept with their lines. */
const SHOWN_REFUSALS = 100;

/** Different reasons that are counted; a hostile list could have as many as rows. */
const MAX_KINDS = 200;
const OTHER_KINDS = 'other reasons';

/** Names outside the schema and the taxonomy that are kept to be listed. */
const MAX_NAMES = 1000;

/** Tags that are handed on at once. */
const BATCH = 2000;

/** An empty collector. */
export function createTagCollector(): TagCollector {
  let tags: Tag[] = [];
  let [accepted, refused] = [0, 0];
  const refusals: RefusedRow[] = [];
  const kinds = new Map<string, number>();
  const [ignored, unknown] = [new Set<string>(), new Set<string>()];
  const lines = new Map<string, number>();
  const refuse = (line: number, field: string, reason: string, kind = field) => {
    refused += 1;
    const counted = kinds.has(kind) || kinds.size < MAX_KINDS ? inOneLine(kind) : OTHER_KINDS;
    kinds.set(counted, (kinds.get(counted) ?? 0) + 1);
    if (refusals.length < SHOWN_REFUSALS) refusals.push({ line, field, reason: inOneLine(reason) });
  };
  const keep = (line: number, tag: Tag) => {
    const key = keyOf(tag);
    const earlier = lines.get(key);
    if (earlier !== undefined) {
      const reason = `repeats line ${earlier}: same network, address, label and source`;
      refuse(line, 'address', reason, 'repeated row');
      return;
    }
    lines.set(key, line);
    accepted += 1;
    tags.push(tag);
    for (const id of tag.concepts) if (!CONCEPT_IDS.has(id) && unknown.size < MAX_NAMES) unknown.add(id);
  };
  return {
    add(line, row) {
      const tag = tagOrProblem(row);
      if (!(tag instanceof InvalidInputError)) keep(line, tag);
      else {
        const { field, value } = tag.context;
        const kind = field === 'network' && value !== '' ? `network ${String(value)}` : String(field);
        refuse(line, String(field), tag.message, kind);
      }
    },
    refuse,
    ignore: (field) => void (ignored.size < MAX_NAMES && ignored.add(field)),
    held: () => tags.length,
    take() {
      const taken = tags;
      tags = [];
      return taken;
    },
    summary: () => ({
      accepted,
      refused,
      kinds: [...kinds].map(([kind, rows]) => ({ kind, rows })).sort((a, b) => b.rows - a.rows),
      refusals,
      notes: notesOn(unknown, ignored),
    }),
  };
}

/** The tags of a list in batches, as it is read. */
export async function* batchesOf(read: TagReader, collector: TagCollector): AsyncGenerator<readonly Tag[]> {
  for await (const _ of read(collector)) if (collector.held() >= BATCH) yield collector.take();
  if (collector.held() > 0) yield collector.take();
}

function tagOrProblem(row: TagRow): Tag | InvalidInputError {
  try {
    return tagOfRow(row);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

/** What a row is known by: 128 bits of a digest, since a million rows are kept in mind (20 bytes instead of 200). */
function keyOf({ chain, address, label, source }: Tag): string {
  const key = JSON.stringify([chain, address, label, source]);
  return createHash('sha256').update(key).digest('binary').slice(0, 16);
}

/** It quotes the file, and is printed on terminals. */
function inOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function notesOn(unknown: ReadonlySet<string>, ignored: ReadonlySet<string>): string[] {
  return [
    ...(ignored.size > 0 ? [`fields that are not used: ${listed(ignored)}`] : []),
    ...(unknown.size > 0 ? [`concepts that are not in the taxonomy, kept: ${listed(unknown)}`] : []),
  ];
}

const SHOWN = 20;

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].sort().slice(0, SHOWN).map(inOneLine);
  return [...shown, ...(names.size > SHOWN ? [`and ${names.size - SHOWN} more`] : [])].join(', ');
}
