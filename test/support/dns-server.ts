/** A DNS server for tests: answers A queries over UDP from a script, each name's answers one after another. */
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import type { Resolve } from '../../src/notify/public-lookup.ts';

export interface DnsServer {
  /** Asks this server, and nothing else. */
  readonly resolve: Resolve;
  /** Names asked for so far. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** @param answers addresses by name, one list an answer; the last one is repeated */
export async function startDns(answers: Readonly<Record<string, readonly string[][]>>): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { port, address }) => {
    const name = nameIn(query);
    const earlier = asked.filter((other) => other === name).length;
    asked.push(name);
    const lists = answers[name] ?? [[]];
    socket.send(answerTo(query, name, lists[Math.min(earlier, lists.length - 1)] ?? []), port, address);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const resolve: Resolve = async (host) =>
    (await resolver.resolve4(host)).map((address) => ({ address, family: 4 }));
  return { resolve, asked, close: () => new Promise((done) => socket.close(() => done())) };
}

/** RFC 1035, 4.1.2: labels from byte 12 on, each after its length. */
function nameIn(query: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; query.readUInt8(at) > 0; at += query.readUInt8(at) + 1) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query.readUInt8(at)));
  }
  return labels.join('.');
}

/** RFC 1035, 4.1: the header with the counts, the question again, and a record for each address. */
function answerTo(query: Buffer, name: string, addresses: readonly string[]): Buffer {
  const question = query.subarray(12, 12 + name.length + 2 + 4);
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const record = Buffer.from('c00c0001000100000000000400000000', 'hex');
    record.set(address.split('.').map(Number), 12);
    return record;
  });
  return Buffer.concat([header, question, ...records]);
}
