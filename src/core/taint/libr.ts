/**
 * LIBR, lowest intermediate balance: a wrongdoer is taken to spend his own coins first (Re Hallett's Estate 1880), and
 * what came in later does not restore what was spent (Roscoe v Winder 1915). On the outputs of a transaction: they are paid
 * from clean value first, in their order, the fee last.
 */

import type { Method } from './method.ts';
import { pooled } from './pool.ts';

export const libr: Method = pooled(
  { name: 'libr', chains: ['bitcoin', 'ethereum'] },
  (tainted, value, parts) => {
    let clean = value - tainted;
    return parts.map((part) => {
      const own = part < clean ? part : clean;
      clean -= own;
      return part - own;
    });
  },
);
