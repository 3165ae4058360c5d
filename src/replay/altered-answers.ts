/**
 * Answers that are well-formed and wrong: faults that only the content of an answer shows.
 */

/** See `FAULT_KINDS`. */
export const ALTERATIONS = ['wrong-types', 'wrong-transaction', 'duplicate-rows', 'missing-page'] as const;
export type Alteration = (typeof ALTERATIONS)[number];

type Row = Readonly<Record<string, unknown>>;

/**
 * Alters a JSON body.
 * @returns null when the fault cannot befall this answer: no JSON, no list, no transaction
 */
export function alteredBody(kind: Alteration, body: string): string | null {
  const shown = parsed(body);
  if (shown === null) return null;
  const changed = ALTER[kind](shown);
  return changed === null ? null : JSON.stringify(changed);
}

/** Null for what is no object or list. */
function parsed(body: string): object | null {
  try {
    const shown: unknown = JSON.parse(body);
    return typeof shown === 'object' ? shown : null;
  } catch {
    return null;
  }
}

const ALTER: Readonly<Record<Alteration, (shown: object) => object | null>> = {
  'wrong-types': (shown) => wronglyTyped(shown) as object,
  'wrong-transaction': (shown) => {
    if (isTransaction(shown)) return ofAnother(shown);
    const { result } = shown as Row;
    return isTransaction(result) ? { ...shown, result: ofAnother(result) } : null;
  },
  'duplicate-rows': (shown) =>
    inList(shown, (rows) => {
      const [first] = rows;
      return first !== undefined && isNamed(first) ? [first, ...rows] : null;
    }),
  'missing-page': (shown) => {
    const left = inList(shown, (rows) => (rows.length > 0 && typeof rows[0] === 'object' ? [] : null));
    return left === null || !('status' in left)
      ? left
      : { ...left, status: '0', message: 'No transactions found' };
  },
};

/** Numbers as texts, texts as numbers: what a server of another version does to fields. */
function wronglyTyped(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.map(wronglyTyped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, wronglyTyped(one)]));
}

/** Names of a transaction's id, of Esplora, of a node's transactions and of its receipts. */
const ID_FIELDS = ['txid', 'hash', 'transactionHash'];

/** One transaction, and not a block. */
function isTransaction(shown: unknown): shown is Row {
  if (typeof shown !== 'object' || shown === null || Array.isArray(shown)) return false;
  return 'vin' in shown || ('from' in shown && ID_FIELDS.some((field) => field in shown));
}

/** The same under another id. */
function ofAnother(shown: Row): Row {
  const entries = Object.entries(shown).map(([key, value]) =>
    ID_FIELDS.includes(key) ? [key, withOtherEnd(String(value))] : [key, value],
  );
  return Object.fromEntries(entries);
}

function withOtherEnd(id: string): string {
  const last = Number.parseInt(id.slice(-1), 16);
  return `${id.slice(0, -1)}${((last + 1) % 16).toString(16)}`;
}

/** Changes the rows of a list, bare or in `result`; null when there is none, or nothing is to be changed. */
function inList(shown: object, change: (rows: readonly Row[]) => readonly Row[] | null): object | null {
  if (Array.isArray(shown)) return change(shown as Row[]);
  const { result } = shown as Row;
  const rows = Array.isArray(result) ? change(result as Row[]) : null;
  return rows === null ? null : { ...shown, result: rows };
}

/**
 * Whether a row says which one it is. Etherscan's rows of token transfers and inner calls do not: two equal ones may both be
 * real, and nobody could tell a repeated one from them.
 */
function isNamed(row: Row): boolean {
  if (typeof row !== 'object' || row === null) return false;
  const isTransactionRow = 'hash' in row && 'nonce' in row && !('tokenSymbol' in row);
  return (
    ('txid' in row && 'vin' in row && 'vout' in row) ||
    isTransactionRow ||
    'traceAddress' in row ||
    'logIndex' in row
  );
}
