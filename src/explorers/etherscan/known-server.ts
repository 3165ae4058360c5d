/**
 * Servers of Etherscan's form whose limits are documented. Of any other nobody knows how many rows it gives in a call: it
 * may be fewer than are asked for, and its pages have to show it.
 */

import { SMALLEST_LIMIT } from '../ethereum/largest-page.ts';

/** Nobody gives fewer rows a call than this: what is shorter is not looked into, as most lists of most addresses are. */
const LEAST = 5;

/** docs.etherscan.io (1,000 rows and more), docs.blockscout.com (10,000), Routescan (5,000). */
const DOCUMENTED: readonly RegExp[] = [
  /^api\.etherscan\.io$/,
  /^api\.routescan\.io$/,
  /^([a-z0-9-]+\.)?blockscout\.com$/,
];

/** A page of fewer rows was certainly not cut. @param baseUrl absolute */
export function leastLimitAt(baseUrl: string): number {
  const { hostname } = new URL(baseUrl);
  return DOCUMENTED.some((name) => name.test(hostname)) ? SMALLEST_LIMIT : LEAST;
}
