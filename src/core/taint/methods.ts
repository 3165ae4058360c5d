/**
 * All methods, in the order in which they are shown.
 */

import type { Chain } from '../chain.ts';
import { fifo } from './fifo.ts';
import { haircut } from './haircut.ts';
import { libr } from './libr.ts';
import { lifo } from './lifo.ts';
import type { Method, MethodName } from './method.ts';
import { poison } from './poison.ts';
import { tiho } from './tiho.ts';

export const METHODS: readonly Method[] = [fifo, lifo, haircut, libr, tiho, poison];

export function methodNamed(name: MethodName): Method {
  return METHODS.find((method) => method.name === name) ?? fifo;
}

/** The methods that mean something on any of the chains, the main one first. */
export function methodsFor(main: MethodName, chains: Iterable<Chain>): Method[] {
  const on = new Set(chains);
  const others = METHODS.filter(
    ({ name, chains: its }) => name !== main && its.some((chain) => on.has(chain)),
  );
  return [methodNamed(main), ...others];
}
