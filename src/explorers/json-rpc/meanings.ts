/**
 * What the errors of JSON-RPC servers mean. There is no agreement on codes, so texts decide. Sources: recorded answers
 * (test/fixtures/explorers/jsonrpc), the sources of geth, Erigon, reth and anvil, documentation of Infura, Alchemy and
 * QuickNode, and issues that quote answers (INFURA/infura#237, risc0/risc0-ethereum#656, bobanetwork/boba_legacy#827,
 * bancorprotocol/webapp#523, erigontech/erigon#19721).
 */

/**
 * `most`: too many blocks, and how many are answered where that is said; `timeout`: it takes too long, fewer blocks may not;
 * `unknown thing`: the block or transaction is not known; `overload`: it may pass. A remedy stands for a refusal that
 * another attempt does not change; one that `lasts` is the answer to everything. Null for anything else.
 */
export type Meaning =
  | { readonly most: number | null }
  | 'timeout'
  | 'no method'
  | 'unknown thing'
  | 'rate limit'
  | 'overload'
  | { readonly remedy: string; readonly lasts: boolean }
  | null;

const METHOD_NOT_FOUND = -32601;
/** EIP-1474 names it "limit exceeded"; what limit, the text tells. */
const LIMIT_EXCEEDED = -32005;
const INTERNAL_ERROR = -32603;
const TOO_MANY_REQUESTS = 429;

const CHECK_KEY = { remedy: 'check the API key', lasts: true };
const NEXT_DAY = { remedy: 'wait until it counts anew, or use another API key', lasts: true };
const ARCHIVE = { remedy: 'use an archive node, which keeps all states and transactions', lasts: false };
const BATCHES = { remedy: 'set batch to 1, or to what the server takes', lasts: false };

/** Where a text says how many blocks are answered at the most, in its first group. */
const WIDEST: readonly RegExp[] = [
  /exceeds (?:the )?(?:range )?limit of ([\d,]+)/i,
  /(?:bigger|larger|greater) than (?:the )?(?:range )?limit (?:of )?([\d,]+)/i,
  /ranges? over ([\d,]+) blocks/i,
  /up to an? ([\d,]+) block range/i,
  /limited to (?:an? )?(?:0 - )?([\d,]+) (?:blocks?|range)/i,
  /max(?:imum)? (?:is set to|allowed is|block range:?|range:?|range limit:?|distance) ?([\d,]+)/i,
  /block range exceeds server limit.*: ?([\d,]+)/i,
];
const TOO_WIDE =
  /block ?range|range (?:is )?too (?:large|wide|big)|exceeds? max(?:imum)?.*range|maximum (?:rpc )?range limit|too many blocks/i;
const TOO_MANY_RESULTS =
  /more than \d+ (?:results|logs)|(?:max|too many) (?:results|logs)|response size (?:is )?(?:exceeded|too large)|narrow your filter/i;

/** In this order: the first that fits. */
const MEANINGS: readonly (readonly [text: RegExp, meaning: Meaning])[] = [
  [/(?:daily|monthly) (?:request|capacity|compute|usage|limit|quota)/i, NEXT_DAY],
  [
    /rate ?limit|too many requests|request rate|requests? (?:limit|per|count)|compute units per|throttl/i,
    'rate limit',
  ],
  [
    /(?:invalid|missing|unknown) (?:api|project|access)[ -]?(?:key|id|token)|unauthori[sz]ed|must be authenticated/i,
    CHECK_KEY,
  ],
  [/batch/i, BATCHES],
  [
    /missing trie node|state .*(?:not|un)available|no state|historical state|histor.* pruned|pruned|archive/i,
    ARCHIVE,
  ],
  [
    /transaction (?:0x[0-9a-f]+ )?not found|(?:unknown|finalized|safe|latest) block(?: not found)?|block not found/i,
    'unknown thing',
  ],
  [
    /\b(?:method|[a-z]+_[a-zA-Z]+)\b.*(?:not (?:found|available|supported|allowed|enabled|whitelisted|exist)|disabled)/i,
    'no method',
  ],
  [/(?:unsupported|unknown) method|\bun?implemented|not implemented|namespace .* disabled/i, 'no method'],
  [/time[ds]?[ -]?out|deadline exceeded/i, 'timeout'],
  [
    /header not found|temporar|try again|overload|server (?:is )?busy|internal (?:server )?error/i,
    'overload',
  ],
];

/**
 * What an error means.
 * @param status of the HTTP answer that it came with
 */
export function meaningOf(code: number | null, text: string, status: number): Meaning {
  if (code === METHOD_NOT_FOUND) return 'no method';
  if (code === TOO_MANY_REQUESTS) return 'rate limit';
  for (const widest of WIDEST) {
    const [, most] = widest.exec(text) ?? [];
    if (most !== undefined) return { most: Number(most.replaceAll(',', '')) };
  }
  if (TOO_WIDE.test(text) || TOO_MANY_RESULTS.test(text)) return { most: null };
  const known = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
  if (known !== undefined) return known;
  if (code === LIMIT_EXCEEDED) return 'rate limit';
  return code === INTERNAL_ERROR || status >= 500 ? 'overload' : null;
}
