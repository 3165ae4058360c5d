/**
 * API keys for the command line: whoever may run commands here may make keys. The changes stand in the audit log as made
 * on the server.
 */

import type { AuditAction } from '../cases/audit.ts';
import { type ApiKey, type CreatedKey, createKey, type KeyRequest, revokeKey } from '../cases/keys.ts';
import type { Clock } from '../cases/ports.ts';
import type { Database, DatabasePlace } from '../storage/database.ts';
import { withDatabase } from './database.ts';

export interface KeyCommands {
  /** @throws InvalidInputError @throws StorageError */
  create(request: KeyRequest): Promise<CreatedKey>;
  list(): Promise<readonly ApiKey[]>;
  /** @throws NotFoundError */
  revoke(keyId: string): Promise<ApiKey>;
}

/** Who acts on the command line, in the audit log. */
const OPERATOR = { keyId: null, owner: 'operator', requestId: 'command line' } as const;

/** More keys than anybody reads. */
const MAX_LISTED = 10_000;

/** The commands on a database. */
export function keyCommands(place: DatabasePlace, clock: Clock): KeyCommands {
  return {
    create: (request) =>
      changed(place, clock, 'key.create', async ({ keys }) => {
        const created = await createKey(request, clock.now(), keys);
        const { id, owner, name, role } = created;
        return { result: created, target: id, detail: { owner, name, role } };
      }),
    list: () =>
      withDatabase(place, async (database) => (await storesOf(database)).keys.list(null, MAX_LISTED)),
    revoke: (keyId) =>
      changed(place, clock, 'key.revoke', async ({ keys }) => {
        const revoked = await revokeKey(keyId, clock.now(), keys);
        return { result: revoked, target: revoked.id, detail: { owner: revoked.owner } };
      }),
  };
}

async function storesOf(database: Database) {
  const [{ createKeyStore }, { createAuditLog }] = await Promise.all([
    import('../storage/key-store.ts'),
    import('../storage/audit-store.ts'),
  ]);
  return { keys: createKeyStore(database), audit: createAuditLog(database) };
}

type KeyStores = Awaited<ReturnType<typeof storesOf>>;

interface Change<Result> {
  readonly result: Result;
  readonly target: string;
  readonly detail: object;
}

/** Makes a change and writes it into the audit log, in one transaction. */
function changed<Result>(
  place: DatabasePlace,
  clock: Clock,
  action: AuditAction,
  change: (stores: KeyStores) => Promise<Change<Result>>,
): Promise<Result> {
  return withDatabase(place, async (database) => {
    const { joinedDatabase } = await import('../storage/joined-database.ts');
    return database.transaction(async (sql) => {
      const stores = await storesOf(joinedDatabase(database, sql));
      const { result, target, detail } = await change(stores);
      await stores.audit.append({ ...OPERATOR, at: clock.now(), action, target, detail });
      return result;
    });
  });
}
