/** How the CPU time of a replay grows with the size of a graph. */
import type { Result } from './result.ts';

/** The results with, for each generated graph, its growth against the next smaller one of the same kind and method. */
export function withGrowth(results: readonly Result[]): Result[] {
  return results.map((result) => {
    const smaller = results
      .filter((other) => kindOf(other) === kindOf(result) && other.method === result.method)
      .filter(({ size }) => size < result.size)
      .sort((a, b) => b.size - a.size)[0];
    return smaller === undefined ? result : { ...result, growth: growthBetween(smaller, result) };
  });
}

/** The name without the size, which stands between chain and choice of seeds. */
function kindOf({ name }: Result): string {
  return name.replace(/-\d+/, '');
}

/** 1 for exactly n log n. */
function growthBetween(small: Result, large: Result): number {
  const work = ({ movements }: Result) => movements * Math.log(movements);
  return large.cpuSeconds / small.cpuSeconds / (work(large) / work(small));
}
