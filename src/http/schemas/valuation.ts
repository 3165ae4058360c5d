/**
 * What amounts are worth, as the API shows it (docs/prices.md).
 */

import Type from 'typebox';
import { nullable, Time } from './values.ts';

export const Usd = nullable(
  Type.String({
    pattern: '^[0-9]+\\.[0-9]{2}$',
    description: 'US dollars at the time of the theft, or of arrival; null when unknown.',
  }),
);

const Money = Type.Object({
  usd: Usd,
  known: Type.String({ description: 'The sum of the parts whose value is known.' }),
});
export const Valuation = Type.Object(
  {
    stolen: Money,
    outcomes: nullable(Money),
    prices: Type.Array(
      Type.Object({
        asset: Type.String(),
        hour: Time,
        usd: Type.String({ description: 'US dollars for one coin.' }),
        at: Type.String({ format: 'date-time', description: 'The time that the price is of.' }),
        source: Type.String(),
        decimals: nullable(Type.Integer({ minimum: 0 })),
      }),
    ),
    unknown: Type.Array(Type.Object({ asset: Type.String(), hour: nullable(Time), reason: Type.String() })),
  },
  { description: 'What the amounts are worth, and the prices that this follows from.' },
);
