/** All clients keep the contract of chain sources. */

import { BITCOIN_WORLD, BITCOIN_WORLD_IN_BATCHES } from './bitcoin-world.ts';
import { chainSourceContract } from './chain-source.ts';
import { BLOCKSCOUT_WORLD, ETHEREUM_WORLD } from './ethereum-world.ts';

chainSourceContract('esplora', BITCOIN_WORLD);
chainSourceContract('esploraInBatches', BITCOIN_WORLD_IN_BATCHES);
chainSourceContract('etherscan', ETHEREUM_WORLD);
chainSourceContract('blockscout', BLOCKSCOUT_WORLD);
