/**
 * Leads to exits from mixers, apart from facts.
 */

import Type from 'typebox';
import { EXIT_RULES } from '../../core/exits/lead.ts';
import { Time } from './values.ts';

const Score = Type.Number({ minimum: 0, maximum: 1, description: 'Strength of the rules; no probability.' });
const Count = Type.Integer({ minimum: 0 });

export const Leads = Type.Object(
  {
    note: Type.String(),
    horizonDays: Count,
    recipients: Type.Array(
      Type.Object({ address: Type.String(), score: Score, withdrawals: Count, first: Time }),
      { description: 'At most 200, the strongest first.' },
    ),
    found: Type.Array(
      Type.Object({
        rule: Type.Enum([...EXIT_RULES]),
        recipient: Type.String(),
        pools: Type.Array(Type.String()),
        withdrawals: Type.Array(Type.String(), { description: 'Transaction ids.' }),
        anonymitySet: Type.Integer({ description: 'Deposits that the first withdrawal may be of.' }),
        rivals: Type.Integer({ minimum: 1, description: 'How many pass the same test.' }),
        score: Score,
        basis: Type.String(),
      }),
    ),
  },
  { description: 'Withdrawals from mixers that may be those of the case. No facts.' },
);
