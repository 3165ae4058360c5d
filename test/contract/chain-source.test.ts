/** Both clients keep the contract of chain sources. */

import { BITCOIN_WORLD } from './bitcoin-world.ts';
import { chainSourceContract } from './chain-source.ts';
import { ETHEREUM_WORLD } from './ethereum-world.ts';

chainSourceContract('esplora', BITCOIN_WORLD);
chainSourceContract('etherscan', ETHEREUM_WORLD);
