/**
 * Reads the copied GraphSense TagPacks and the ActorPack. A tag's own field wins over the same field of the header;
 * its concepts are those it lists, its abuse and its category (graphsense-lib, docs/tags.md).
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import { InvalidInputError } from '../../src/core/errors.ts';
import { type ConfidenceId, isConfidenceId } from '../../src/core/tags/tag.ts';
import { type Origin, originIn, REPOSITORIES } from './origin.ts';

const Fields = Type.Object({
  address: Type.Optional(Type.String()),
  label: Type.Optional(Type.String()),
  currency: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
  confidence: Type.Optional(Type.String()),
  category: Type.Optional(Type.String()),
  abuse: Type.Optional(Type.String()),
  concepts: Type.Optional(Type.Array(Type.String())),
  actor: Type.Optional(Type.String()),
});
const Pack = Compile(Type.Intersect([Fields, Type.Object({ tags: Type.Array(Fields) })]));
const ActorPack = Compile(
  Type.Object({ actors: Type.Array(Type.Object({ id: Type.String(), label: Type.String() })) }),
);

export interface PackTag {
  /** As written, blanks around it removed. */
  readonly address: string;
  readonly label: string;
  /** `BTC`, `ETH`, or another asset whose chain it does not say. */
  readonly currency: string;
  readonly concepts: readonly string[];
  readonly confidence: ConfidenceId;
  /** Id in the ActorPack; empty for none. */
  readonly actor: string;
  readonly origin: Origin;
}

/**
 * All tags of a pack, in its order.
 * @param labels the folder `data/sources/labels`
 * @param pack file name without `.yaml`
 * @throws InvalidInputError when the file is no TagPack or a tag lacks a field
 */
export function readTagPack(labels: string, pack: string): PackTag[] {
  const path = join(labels, 'graphsense-tagpacks', 'packs', `${pack}.yaml`);
  const document = readYaml(path);
  if (!Pack.Check(document)) throw notAPack(path);
  const { tags, ...header } = document;
  return tags.map((tag, index) => packTag(`${path} tag ${index + 1}`, pack, { ...header, ...tag }));
}

/** Actor labels by actor id. */
export function readActorLabels(labels: string): ReadonlyMap<string, string> {
  const path = join(labels, 'graphsense-tagpacks', 'actors', 'graphsense.actorpack.yaml');
  const document = readYaml(path);
  if (!ActorPack.Check(document)) throw notAPack(path);
  return new Map(document.actors.map(({ id, label }) => [id, label]));
}

function packTag(where: string, pack: string, fields: Static<typeof Fields>): PackTag {
  const {
    address,
    label,
    currency,
    source,
    confidence = 'unknown',
    category,
    abuse,
    concepts,
    actor = '',
  } = fields;
  if (address === undefined || label === undefined || currency === undefined || source === undefined) {
    throw new InvalidInputError(`${where} lacks its address, label, currency or source`, { where });
  }
  if (!isConfidenceId(confidence)) {
    throw new InvalidInputError(`${where}: confidence "${confidence}" is not an id of the taxonomy`, {
      where,
    });
  }
  const named = [category, abuse, ...(concepts ?? [])].filter((concept) => concept !== undefined);
  return {
    address: address.trim(),
    label: label.trim(),
    currency,
    concepts: [...new Set(named)],
    confidence,
    actor,
    origin: originIn(REPOSITORIES.graphsense, `packs/${pack}.yaml`, source.trim()),
  };
}

/** TagPacks are YAML 1.1. */
function readYaml(path: string): unknown {
  return parse(readFileSync(path, 'utf8'), { version: '1.1' });
}

function notAPack(path: string): InvalidInputError {
  return new InvalidInputError(`${path} is not of the expected form; restore it from its source`, { path });
}
