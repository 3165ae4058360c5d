/** Recorded transactions in Esplora's form (test/fixtures/explorers/PROVENANCE.md), as the trace would see them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { normalizeTransaction } from '../../src/explorers/esplora/normalize.ts';
import { ROOT } from './cli.ts';

const ORIGIN = { provider: 'recording', url: 'http://127.0.0.1/', path: '/' };

export function recordedTransaction(name: string): BitcoinTransaction {
  const tx = normalizeTransaction(read(name), ORIGIN);
  if (tx === null) throw new Error(`${name} is not confirmed`);
  return tx;
}

function read(name: string) {
  return JSON.parse(readFileSync(join(ROOT, `test/fixtures/explorers/esplora/tx/${name}.json`), 'utf8'));
}
