/**
 * Tags and actors as the API writes them.
 */

import Type, { type Static } from 'typebox';
import type { ImportedActor } from '../../cases/tags/actor-store.ts';
import type { AddressTagList, AddressTags, EntityPage } from '../../cases/tags/show-tags.ts';
import type { ShownTag } from '../../cases/tags/shown-tag.ts';
import { ChainName, closed, nullable, Time } from './values.ts';

const Texts = Type.Array(Type.String());

const tag = {
  label: Type.String(),
  entity: Type.String(),
  concepts: Texts,
  role: Type.String(),
  confidence: Type.Integer({ minimum: 0, maximum: 100 }),
  validFrom: nullable(Time),
  validTo: nullable(Time),
  source: Type.String(),
  licence: Type.String(),
  isClusterDefiner: Type.Boolean({
    description: 'The source says that it holds for all addresses of the owner.',
  }),
  import: nullable(Type.String({ description: 'The import that it came with; null for a shipped tag.' })),
};

export const TagForm = Type.Object(tag, closed);

export const AddressTagsForm = Type.Object(
  {
    chain: ChainName,
    address: Type.String(),
    end: nullable(
      Type.Enum(['mixer', 'sanctioned', 'exchange', 'bridge', 'service'], {
        description: 'What coins that arrive now reach there; null when the walk goes on behind it.',
      }),
    ),
    isSanctioned: Type.Boolean({ description: 'A sanction is in force now.' }),
    tags: Type.Array(
      Type.Object(
        {
          ...tag,
          decides: Type.Boolean(),
          reason: Type.String({ description: 'Why it decides what the address is, or does not.' }),
        },
        closed,
      ),
    ),
  },
  closed,
);

export const TagListForm = Type.Object(
  {
    items: Type.Array(
      Type.Object({ chain: ChainName, address: Type.String(), tags: Type.Array(TagForm) }, closed),
      { description: 'In the order of the request, those without tags left out.' },
    ),
  },
  closed,
);

const ActorForm = Type.Object(
  {
    id: Type.String(),
    uri: Type.String(),
    label: Type.String(),
    categories: Texts,
    jurisdictions: Type.Array(Type.String({ description: 'ISO 3166-1, two letters.' })),
    aliases: Texts,
    context: Type.Record(Type.String(), Type.Union([Type.String(), Texts])),
    import: Type.String({ description: 'The ActorPack that it came with.' }),
  },
  closed,
);

export const EntityForm = Type.Object(
  {
    entity: Type.String({ description: 'The label of the actor; the name as asked when only tags have it.' }),
    actors: Type.Array(ActorForm, { description: 'One for each imported ActorPack that has it.' }),
    addresses: Type.Integer({ minimum: 0, description: 'Tagged with the entity.' }),
    byConcept: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  },
  closed,
);

/** A tag. */
export function tagJson(shown: ShownTag): Static<typeof TagForm> {
  return { ...shown, concepts: [...shown.concepts] };
}

/** The tags of an address, with the one that decides. */
export function addressTagsJson({ tags, ...rest }: AddressTags): Static<typeof AddressTagsForm> {
  return {
    ...rest,
    tags: tags.map(({ decides, reason, ...shown }) => ({ ...tagJson(shown), decides, reason })),
  };
}

/** The tags of many addresses. */
export function tagListJson(items: readonly AddressTagList[]): Static<typeof TagListForm> {
  return { items: items.map(({ tags, ...rest }) => ({ ...rest, tags: tags.map(tagJson) })) };
}

/** The page of an entity. */
export function entityJson({ actors, byConcept, ...rest }: EntityPage): Static<typeof EntityForm> {
  return { ...rest, byConcept: { ...byConcept }, actors: actors.map(actorJson) };
}

function actorJson({ actor, import: origin }: ImportedActor): Static<typeof ActorForm> {
  const { categories, jurisdictions, aliases, context, ...rest } = actor;
  const fields = Object.entries(context).map(([name, value]) => {
    return [name, typeof value === 'string' ? value : [...value]] as const;
  });
  return {
    ...rest,
    categories: [...categories],
    jurisdictions: [...jurisdictions],
    aliases: [...aliases],
    context: Object.fromEntries(fields),
    import: origin,
  };
}
