/** The generated graphs of `npm run bench`, by one seed and by 500. */
import type { Chain } from '../../../src/core/chain.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { BitcoinGraph } from '../graphs/bitcoin-graph.ts';
import { EthereumGraph } from '../graphs/ethereum-graph.ts';
import { walkBitcoin, walkEthereum } from '../graphs/walked.ts';
import { type Baseline, type MeasuredCase, measure } from './measure.ts';
import type { Result } from './result.ts';

/** Of the choices of the generators. */
const SEED = 20260101;
const FAR = { height: 1_000_000_000, hash: 'tip', time: 2_000_000_000 };

/** @param size transactions on Bitcoin, transfers on Ethereum */
export function measureGenerated(chain: Chain, size: number, baseline: Baseline): Result[] {
  const made = chain === 'bitcoin' ? new BitcoinGraph(size, SEED) : new EthereumGraph(size, SEED);
  const walked = made instanceof BitcoinGraph ? walkBitcoin(made) : walkEthereum(made);
  const { graph, addSeconds } = walked;
  const name = `${chain}-${size}`;
  const base = { chain, graph, addSeconds, size, tips: { [chain]: FAR }, tags: () => [] };
  const one = measure({ ...base, name, seeds: made.oneSeed() }, baseline);
  checkReach(one.results, chain);
  const many = (what: string, seeds: readonly Seed[]) =>
    measure({ ...base, name: `${name}-${what}`, seeds }, baseline, one).results;
  return [
    ...one.results,
    ...many('500-seeds-joined', made.joinedSeeds()),
    ...many('500-seeds-spread', made.spreadSeeds()),
  ];
}

/** On Bitcoin every transaction but the theft itself spends stolen coins. */
function checkReach(results: readonly Result[], chain: MeasuredCase['chain']): void {
  if (chain === 'ethereum') return;
  for (const { name, method, movements, movementsReached } of results) {
    const isAll = movementsReached === movements - 1;
    if ((method === 'haircut' || method === 'poison') && !isAll) {
      throw new Error(`${name}: ${method} reaches ${movementsReached} of ${movements} movements`);
    }
  }
}
