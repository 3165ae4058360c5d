/**
 * Screening, the sources of imported tags, and what imports change, as the API shows them.
 */

import Type from 'typebox';
import { TAG_FORMATS } from '../../cases/tags/import-tags.ts';
import { TagForm } from './tags.ts';
import { Amount, ChainName, closed, Id, Time } from './values.ts';

const Count = Type.Integer({ minimum: 0 });

const Appearance = Type.Object(
  {
    case: Type.Object({ id: Id, name: Type.String() }, closed),
    run: Type.Object({ id: Id, number: Count }, closed),
    hops: Count,
    received: Type.Array(Type.Object({ asset: Type.String(), amount: Amount }, closed)),
    flags: Type.Array(Type.Object({}), { description: 'As in the report.' }),
  },
  closed,
);

/** What is known of an address. */
export const ScreeningForm = Type.Object(
  {
    chain: ChainName,
    address: Type.String(),
    tags: Type.Array(TagForm),
    total: Type.Integer({ minimum: 0, description: 'Of your cases that the address appears in.' }),
    appearances: Type.Array(Appearance, { description: 'The newest hundred.' }),
  },
  closed,
);

/** A list of imported tags. */
export const TagSource = Type.Object(
  {
    source: Type.String(),
    format: Type.String(),
    revision: Count,
    tags: Count,
    refused: Count,
    importedAt: Time,
  },
  closed,
);

const change = { revision: Count, added: Count, removed: Count, unchanged: Count };
/** What an import or a removal changed. */
export const Change = Type.Object(change, closed);

/** What became of an import. */
export const Summary = Type.Object(
  {
    ...change,
    source: Type.String(),
    format: Type.Enum([...TAG_FORMATS]),
    accepted: Count,
    refused: Count,
    refusals: Type.Array(
      Type.Object({ line: Type.Integer(), field: Type.String(), reason: Type.String() }, closed),
      { description: 'The first hundred.' },
    ),
    kinds: Type.Array(Type.Object({ kind: Type.String(), rows: Count }, closed), {
      description: 'All refused rows by their reasons, the most frequent first.',
    }),
    notes: Type.Array(Type.String()),
  },
  closed,
);
