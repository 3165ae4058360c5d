/**
 * Where shipped tags come from: repository, commit, licence. The copies under `data/sources/labels` were taken at
 * these commits (PROVENANCE.md of each folder).
 */

/** The two columns of a tag that say where it is from. */
export interface Origin {
  readonly source: string;
  readonly licence: string;
}

interface Repository {
  readonly name: string;
  readonly commit: string;
  /** SPDX id. */
  readonly licence: string;
}

export const REPOSITORIES = {
  graphsense: {
    name: 'graphsense/graphsense-tagpacks',
    commit: '29ff93c8ab0db37370453a290b7becba429b73f8',
    licence: 'MIT',
  },
  // The last commit under MIT; later ones are BSL 1.1.
  dune: {
    name: 'duneanalytics/spellbook',
    commit: '465dfce9287d190ecea2c8154bcda3056e8fea56',
    licence: 'MIT',
  },
  tornadoClassic: {
    name: 'tornadocash/tornado-classic-ui',
    commit: 'a83fae0772c8da084c0e76b3a756b456f5b9f5bb',
    licence: 'MIT',
  },
  // Licence as in its package.json; the repository has no LICENSE file.
  tornadoNova: {
    name: 'tornadocash/tornado-nova',
    commit: 'f9264eeffe48bf5e04e19d8086ee6ec58cdf0d9e',
    licence: 'ISC',
  },
  railgun: {
    name: 'Railgun-Community/shared-models',
    commit: 'b37e643ef38e3df554deffa33f40530b20ce9065',
    licence: 'MIT',
  },
  privacyPools: {
    name: '0xbow-io/privacy-pools-core',
    commit: 'a80836a47451e662f127af17e11430ffa976c234',
    licence: 'Apache-2.0',
  },
  umbra: {
    name: 'ScopeLift/umbra-protocol',
    commit: 'e4b7ab1f907984ad362b0eeffad6e933ef4e2890',
    licence: 'MIT',
  },
  aztec: {
    name: 'AztecProtocol/aztec-connect',
    commit: '9374aae687ec5ea01adeb651e7b9ab0d69a1b33b',
    licence: 'MIT',
  },
  // Names copied from Etherscan in 2023.
  etherscanLabels: {
    name: 'brianleect/etherscan-labels',
    commit: '7a97a592c049d4183d58447c917bc51a1d0e457f',
    licence: 'MIT',
  },
  // Addresses are facts; the licence is that of the repository they were read in.
  uniswap: {
    name: 'Uniswap/universal-router',
    commit: 'fb25ff09c71dcfc13665e6c65788db737f29e0d4',
    licence: 'GPL-3.0-or-later',
  },
  // Of the contract; its package.json says GPL-3.0.
  canonicalWeth: {
    name: 'gnosis/canonical-weth',
    commit: '0dd1ea3e295eef916d0c6223ec63141137d22d67',
    licence: 'GPL-3.0-or-later',
  },
  uniswapSdks: {
    name: 'Uniswap/sdks',
    commit: 'd90bb7d3e294cf9024573004e1aff627ea4e8bef',
    licence: 'MIT',
  },
  balancerV2: {
    name: 'balancer/balancer-v2-monorepo',
    commit: '06f3ee7c12e0b01b11a462497ad3529d2fc64dfe',
    licence: 'GPL-3.0-only',
  },
  // Licence as in its package.json.
  thorswap: {
    name: 'thorswap/thorswap-contract-v2',
    commit: '356588bcbd98b5584a5efeff330d480938653784',
    licence: 'MIT',
  },
} as const satisfies Record<string, Repository>;

/**
 * The origin columns for a file of a repository.
 * @param file path in the repository; empty where it was not recorded
 * @param cited what the file itself gives as its source, if anything
 */
export function originIn(repository: Repository, file = '', cited = ''): Origin {
  const place = `${repository.name}@${repository.commit}${file === '' ? '' : ` ${file}`}`;
  return { source: cited === '' ? place : `${place}; ${cited}`, licence: repository.licence };
}
