/**
 * Explorers that are named on the command line instead of the configured ones.
 */

import { APIS, type Api } from '../config.ts';
import { CHAINS, type Chain, isChain } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';

/** An explorer that is named for a single trace. */
export interface GivenExplorer {
  readonly api: Api;
  readonly baseUrl: string;
}

/**
 * `URL` serves both chains as the replay explorer does; `API=URL` names one explorer by what it speaks, and a chain stands for
 * the API that is usual there.
 * @throws InvalidInputError
 */
export function parseExplorers(values: readonly string[]): GivenExplorer[] {
  return values.flatMap((value) => {
    const [, word, url = value] = /^([a-z-]+)=(.+)$/.exec(value) ?? [];
    const name = word !== undefined && isChain(word) ? USUAL_API[word] : word;
    const api = APIS.find((known) => known === name);
    if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) {
      if (word === undefined) return explorersAt(url);
      if (api !== undefined) return [{ api, baseUrl: url }];
    }
    // A password in it is not shown.
    const shown = value.replace(/\/\/.*@/s, '//…@').slice(0, 200);
    const names = [...CHAINS, ...APIS].map((known) => `${known}=http(s)://…`);
    throw new InvalidInputError(
      `--explorer "${shown}" is no base URL; write http(s)://…, or one of ${names.join(', ')}`,
      { field: 'explorer', value: shown },
    );
  });
}

const USUAL_API = { bitcoin: 'esplora', ethereum: 'etherscan' } as const satisfies Record<Chain, Api>;

/** The explorers at one origin that serves both chains, as the replay explorer does. */
export function explorersAt(origin: string): GivenExplorer[] {
  const base = origin.replace(/\/+$/, '');
  return [
    { api: 'esplora', baseUrl: `${base}/api` },
    { api: 'etherscan', baseUrl: `${base}/v2/api` },
  ];
}
