/**
 * What is proved of a report, as the API shows it (docs/report.md).
 */

import Type from 'typebox';

const Count = Type.Integer({ minimum: 0 });
const Txids = Type.Array(Type.String());
export const Verification = Type.Object(
  {
    transactions: Count,
    hashed: Txids,
    inBlock: Txids,
    unverified: Txids,
    opinions: Type.Array(
      Type.Object({ txid: Type.String(), provider: Type.String(), differences: Type.Array(Type.String()) }),
    ),
    distrusted: Type.Array(
      Type.Object({ provider: Type.String(), txid: Type.String(), problem: Type.String() }),
    ),
  },
  {
    description:
      'Which of the transactions that the findings rest on are proved, and who was found to be wrong.',
  },
);
