/**
 * What reading a tag file gives: the tags, and each row that was refused, with its line and the reason. One bad row of a
 * list with thousands says nothing against the others.
 */

import { InvalidInputError } from '../core/errors.ts';
import type { Tag } from '../core/tags/tag.ts';
import { CONCEPT_IDS } from './concepts.ts';
import { type TagRow, tagOfRow } from './tag-row.ts';

export interface RefusedRow {
  /** From 1. */
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

export interface TagReading {
  readonly tags: readonly Tag[];
  readonly refused: readonly RefusedRow[];
  /** What the user should know of the file as a whole. */
  readonly notes: readonly string[];
}

/** Collects the rows of a file. */
export interface TagCollector {
  add(line: number, row: TagRow): void;
  refuse(line: number, field: string, reason: string): void;
  /** Names something that the format does not use. */
  ignore(field: string): void;
  reading(): TagReading;
}

/** An empty collector. */
export function createTagCollector(): TagCollector {
  const tags: Tag[] = [];
  const refused: RefusedRow[] = [];
  const ignored = new Set<string>();
  const lines = new Map<string, number>();
  const refuse = (line: number, field: string, reason: string) => {
    // It quotes the file, and is printed on terminals.
    refused.push({ line, field, reason: reason.replace(/\p{Cc}/gu, ' ') });
  };
  return {
    add(line, row) {
      try {
        const tag = tagOfRow(row);
        const key = JSON.stringify([tag.chain, tag.address, tag.label, tag.source]);
        const earlier = lines.get(key);
        if (earlier !== undefined) {
          refuse(line, 'address', `repeats line ${earlier}: same network, address, label and source`);
          return;
        }
        lines.set(key, line);
        tags.push(tag);
      } catch (error) {
        if (!(error instanceof InvalidInputError)) throw error;
        refuse(line, String(error.context.field), error.message);
      }
    },
    refuse,
    ignore: (field) => void ignored.add(field),
    reading: () => ({ tags, refused, notes: notesOn(tags, ignored) }),
  };
}

function notesOn(tags: readonly Tag[], ignored: ReadonlySet<string>): string[] {
  const unknown = new Set(tags.flatMap(({ concepts }) => concepts).filter((id) => !CONCEPT_IDS.has(id)));
  return [
    ...(ignored.size > 0 ? [`fields that are not used: ${listed(ignored)}`] : []),
    ...(unknown.size > 0 ? [`concepts that are not in the taxonomy, kept: ${listed(unknown)}`] : []),
  ];
}

const SHOWN = 20;

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].sort().slice(0, SHOWN);
  return [...shown, ...(names.size > SHOWN ? [`and ${names.size - SHOWN} more`] : [])].join(', ');
}
