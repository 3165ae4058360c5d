/** The client of Ethereum nodes keeps the contract of chain sources, whatever a node has to list transactions with. */

import { chainSourceContract } from './chain-source.ts';
import { NODE_WORLDS } from './ethereum-world.ts';

for (const [name, world] of Object.entries(NODE_WORLDS)) chainSourceContract(name, world);
