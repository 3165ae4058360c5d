/**
 * Shows what the tags say: of an address, with the tag that decides and why; or of an entity, with its actor page and how
 * many addresses are tagged with it.
 */

import { displayAddress, guessChain, parseAddress } from '../../core/address.ts';
import type { Chain } from '../../core/chain.ts';
import { InvalidInputError, NotFoundError } from '../../core/errors.ts';
import { decisionOf } from '../../core/tags/decision.ts';
import type { EndKind } from '../../core/tags/precedence.ts';
import type { Tag, TagLookup } from '../../core/tags/tag.ts';
import type { Clock } from '../ports.ts';
import { nameKey, namesOf } from './actor.ts';
import type { ActorStore, ImportedActor } from './actor-store.ts';
import { type ShownTag, shownTag } from './shown-tag.ts';
import type { EntityCount, TaggedAddress, TagStore } from './tag-store.ts';

export interface ShowDeps {
  /** The tags that come with the package. */
  readonly shipped: { readonly lookup: TagLookup; readonly tags: readonly Tag[] };
  readonly tags: Pick<TagStore, 'of' | 'countOf'>;
  readonly actors: Pick<ActorStore, 'named'>;
  readonly clock: Clock;
}

/** A tag, and the part that it has in what its address is. */
export interface JudgedTag extends ShownTag {
  readonly decides: boolean;
  readonly reason: string;
}

export interface AddressTags {
  readonly chain: Chain;
  /** Display form. */
  readonly address: string;
  /** What coins that arrive now reach there; null when the walk goes on behind it. */
  readonly end: EndKind | null;
  /** True when a sanction is in force now. */
  readonly isSanctioned: boolean;
  /** The shipped ones first. */
  readonly tags: readonly JudgedTag[];
}

export interface AddressTagList {
  readonly chain: Chain;
  /** Display form. */
  readonly address: string;
  readonly tags: readonly ShownTag[];
}

/** An entity: its actors, one for each pack that has it, and the addresses that are tagged with it. */
export interface EntityPage extends EntityCount {
  /** As asked for, or the actor's label. */
  readonly entity: string;
  readonly actors: readonly ImportedActor[];
}

/**
 * What the tags say of an address.
 * @throws InvalidInputError when it is none
 */
export async function tagsOfAddress(text: string, { shipped, tags, clock }: ShowDeps): Promise<AddressTags> {
  const { chain, address } = parsedAddress(text);
  const all = [
    ...shipped.lookup(chain, address).map((tag) => ({ tag, import: null })),
    ...(await tags.of(chain, address)),
  ];
  const { end, sanction, parts } = decisionOf(
    all.map(({ tag }) => tag),
    Math.floor(clock.now() / 1000),
  );
  return {
    chain,
    address: displayAddress(chain, address),
    end: end?.kind ?? null,
    isSanctioned: sanction !== null,
    tags: parts.map(({ tag, decides, reason }, index) => {
      return { ...shownTag(tag, all[index]?.import ?? null), decides, reason };
    }),
  };
}

/**
 * What is known of an entity, by the id, the label or an alias of its actor, or by the name that its tags have.
 * @throws NotFoundError when neither an actor nor a tag has that name
 */
export async function entityPage(name: string, { shipped, tags, actors }: ShowDeps): Promise<EntityPage> {
  const found = await actors.named([nameKey(name)]);
  const names = [...new Set([nameKey(name), ...found.flatMap(({ actor }) => namesOf(actor))])];
  const known = new Set(names);
  const count = await tags.countOf(
    names,
    shipped.tags.filter((tag) => known.has(nameKey(tag.entity))),
  );
  if (found.length === 0 && count.addresses === 0) {
    throw new NotFoundError(`no actor and no tag has the name "${name.slice(0, 200)}"`, {
      name: name.slice(0, 200),
    });
  }
  return { entity: found[0]?.actor.label ?? name, actors: found, ...count };
}

/** Addresses that are looked up in one call. */
export const MAX_LOOKUPS = 1000;

/**
 * The tags of many addresses at once, in the order of the request; those without tags are left out.
 * @throws InvalidInputError when one of them is none, or there are too many
 */
export async function tagsOfAddresses(
  texts: readonly string[],
  { shipped, tags }: { readonly shipped: ShowDeps['shipped']; readonly tags: Pick<TagStore, 'ofAll'> },
): Promise<readonly AddressTagList[]> {
  if (texts.length > MAX_LOOKUPS) {
    throw new InvalidInputError(
      `there are ${texts.length} addresses; at most ${MAX_LOOKUPS} are looked up at once`,
      {
        field: 'addresses',
      },
    );
  }
  const asked = new Map(texts.map(parsedAddress).map((one) => [`${one.chain} ${one.address}`, one]));
  const found = new Map([...asked].map(([key, one]) => [key, shippedTags(one, shipped)]));
  for (const { tag, import: origin } of await tags.ofAll([...asked.values()])) {
    found.get(`${tag.chain} ${tag.address}`)?.push(shownTag(tag, origin));
  }
  return [...asked]
    .map(([key, { chain, address }]) => ({
      chain,
      address: displayAddress(chain, address),
      tags: found.get(key) ?? [],
    }))
    .filter((one) => one.tags.length > 0);
}

function parsedAddress(text: string): TaggedAddress {
  const chain = guessChain(text) ?? 'bitcoin';
  return { chain, address: parseAddress(chain, text) };
}

function shippedTags({ chain, address }: TaggedAddress, shipped: ShowDeps['shipped']): ShownTag[] {
  return shipped.lookup(chain, address).map((tag) => shownTag(tag, null));
}

/** What is shown of a word of the command line: an address when it has the form of one. */
export async function showTags(subject: string, deps: ShowDeps): Promise<AddressTags | EntityPage> {
  return guessChain(subject) === null ? entityPage(subject, deps) : tagsOfAddress(subject, deps);
}
