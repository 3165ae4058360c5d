/**
 * How many deposits went into which pools of a mixer.
 */

import type { FlagJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import { AddressLink } from './case-links.tsx';
import { counted } from './story.ts';

export function DepositList({ deposits }: { readonly deposits: NonNullable<FlagJson['deposits']> }) {
  return (
    <ul>
      {deposits.map(({ pool, asset, denomination, count }) => (
        <li key={`${pool} ${asset} ${denomination}`}>
          {counted(count, 'deposit')}{' '}
          {denomination === null ? (
            `of any amount of ${asset}`
          ) : (
            <>
              of <Amount amount={denomination} asset={asset} />
            </>
          )}{' '}
          into the pool <AddressLink address={pool} />
        </li>
      ))}
    </ul>
  );
}
