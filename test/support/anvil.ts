/** A real Ethereum node for tests: anvil, with accounts that are rich from the start. */

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const ANVIL = createRequire(import.meta.url).resolve('@foundry-rs/anvil/bin.mjs');

export interface Anvil {
  readonly url: string;
  /** Calls a method. @throws Error with the node's message */
  rpc<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
  close(): Promise<void>;
}

/** Starts a node of Ethereum mainnet's chain id on a free port; every transaction gets a block of its own. */
export async function startAnvil(): Promise<Anvil> {
  const child = spawn(process.execPath, [ANVIL, '--port', '0', '--chain-id', '1', '--hardfork', 'prague'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, address] = /Listening on (\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(`http://${address}`);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`anvil ended with ${code}: ${said}`)));
  });
  return {
    url,
    rpc: (method, ...params) => call(url, method, params),
    close: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function call<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  const { result, error } = (await response.json()) as { result?: T; error?: { message: string } };
  if (error !== undefined) throw new Error(`${method}: ${error.message}`);
  return result as T;
}
