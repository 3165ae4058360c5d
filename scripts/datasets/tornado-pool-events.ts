/**
 * Deposit events of a Tornado Cash pool, from the event files of its command line client. They serve as block
 * numbers of known time: 31,529 blocks of the 100 ETH pool between December 2019 and April 2024.
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { InvalidInputError } from '../../src/core/errors.ts';
import type { BlockAnchor } from './block-clock.ts';

/** The fields that are read; the files hold more. `timestamp` in Unix seconds. */
const PoolEvents = Type.Array(
  Type.Object({ blockNumber: Type.Integer({ minimum: 1 }), timestamp: Type.Integer({ minimum: 1 }) }),
);
const validator = Compile(PoolEvents);

/**
 * The blocks of all events of a gzipped event file, in file order.
 * @throws InvalidInputError when the file is not such a list
 */
export function readPoolEventBlocks(file: string): BlockAnchor[] {
  const events: unknown = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
  if (!validator.Check(events)) {
    const [first] = validator.Errors(events);
    throw new InvalidInputError(
      `${file}: ${first?.instancePath ?? ''} ${first?.message ?? 'is not a list of events'}; restore the file from its source`,
      { file },
    );
  }
  return events.map(({ blockNumber, timestamp }) => ({ block: blockNumber, time: timestamp }));
}
