/**
 * What must be known about addresses to understand an Ethereum transaction; answered by the tags and the graph.
 */

export interface EthereumKnowledge {
  /** Contracts of decentralised exchanges: routers and pools. Their accounts must not be followed. */
  isExchange(address: string): boolean;
  /** Contracts like WETH9, which give their own token for ETH and back, 1:1, to whoever calls them. */
  isWrapper(address: string): boolean;
  /** Whether every transfer of an address is known up to a height, that block included. */
  knowsHistory(address: string, height: number): boolean;
}

/** Knows of no address: each transfer is a movement of its own. */
export const NOTHING_KNOWN: EthereumKnowledge = {
  isExchange: () => false,
  isWrapper: () => false,
  knowsHistory: () => false,
};
