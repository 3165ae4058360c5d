/**
 * `coinhound keys`: makes, lists and revokes the keys of the API.
 */

import type { Command } from 'commander';
import type { App } from '../compose.ts';
import { dayOf } from './day.ts';
import type { Output } from './output.ts';

interface CreateOptions {
  readonly owner: string;
  readonly name: string;
  readonly role: string;
  readonly json: boolean;
}

/** Adds the command with its subcommands. */
export function addKeys(program: Command, app: () => Promise<App>, output: Output): void {
  const keys = program
    .command('keys')
    .description('keys of the API (docs/api.md), and the one that signs bundles (docs/bundle.md)');
  keys
    .command('signing')
    .description('print the public key with which this installation signs evidence bundles')
    .action(async () => output.write(`${await (await app()).publicKey()}\n`));
  keys
    .command('create')
    .description('make a key; it is shown this once')
    .requiredOption('--owner <team>', 'whose cases it opens and sees')
    .requiredOption('--name <text>', 'what it is for')
    .requiredOption('--role <role>', 'viewer, investigator or admin')
    .option('--json', 'print it as JSON', false)
    .action(async ({ json, ...request }: CreateOptions) => {
      const created = await (await app()).keys.create(request);
      if (json) output.write(`${JSON.stringify(created, null, 2)}\n`);
      else {
        // The key alone on standard output, so that it can be piped into a secret store.
        output.errorStream.write(
          `key ${created.id} of ${created.owner}, ${created.role}; shown this once:\n`,
        );
        output.write(`${created.key}\n`);
      }
    });
  keys
    .command('list')
    .description('all keys, without their text')
    .option('--json', 'print them as JSON', false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const all = await (await app()).keys.list();
      const lines = all.map(({ id, owner, name, role, createdAt, revokedAt }) => {
        const end = revokedAt === null ? '' : `  revoked ${dayOf(revokedAt)}`;
        return `${id}  ${role}  ${owner}  ${name}  ${dayOf(createdAt)}${end}\n`;
      });
      if (json) output.write(`${JSON.stringify(all, null, 2)}\n`);
      else output.write(lines.length === 0 ? 'there are no keys\n' : lines.join(''));
    });
  keys
    .command('revoke')
    .description('revoke a key for good')
    .argument('<id>', 'its id, as listed')
    .action(async (id: string) => {
      const { owner, name } = await (await app()).keys.revoke(id);
      output.write(`revoked ${id} (${name} of ${owner})\n`);
    });
}
