/** A bundle is read before anybody knows who made it: what it holds must not take more memory than there is. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { readContent } from '../../../src/storage/bundle-content.ts';
import { readBundle } from '../../../src/storage/bundle-file.ts';
import { failureOf } from '../explorers/local-server.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const bodyPath = (sha256: string) => `archive/bodies/${sha256.slice(0, 2)}/${sha256}.gz`;
const named = (text: string) => createHash('sha256').update(text).digest('hex');

/** A bundle's files with these bodies by name, and a line for each name in the list. */
function filesWith(bodies: Readonly<Record<string, Uint8Array>>, lines: readonly string[]) {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const run = { number: 1, limits: {}, pins: { tips: {}, forks: {} } };
  const line = (sha256: string, index: number) => ({
    id: `exchange ${index}`,
    provider: 'esplora',
    url: 'http://127.0.0.1/x',
    path: '/x',
    posted: null,
    status: 200,
    at: 1,
    sha256,
    key: 'k',
    validity: 'settled',
    tip: null,
    span: null,
  });
  return new Map<string, Uint8Array>([
    ['case.json', json({})],
    ['report.json', json({ run: {} })],
    ['runs.json', json([{ ...run, exchanges: [], unanswered: [], statedPrices: [] }])],
    ['tags.json', json([{ revision: 0, digest: 'd', tags: [] }])],
    ['configuration.json', json({ explorers: {}, finality: {}, verification: {}, prices: null })],
    ...Object.entries(bodies).map(([name, bytes]) => [bodyPath(name), bytes] as const),
    [
      'archive/exchanges.ndjson',
      Buffer.from(lines.map((name, index) => `${JSON.stringify(line(name, index))}\n`).join('')),
    ],
  ]);
}

describe('the answers of a bundle', () => {
  test('come back with their lines', async () => {
    const [one, two] = [named('one'), named('two')];
    const files = filesWith({ [one]: gzipSync('one'), [two]: gzipSync('two') }, [two, one, two]);
    const { exchanges } = await readContent(files);
    expect(exchanges.map(({ id, answer }) => [id, answer.text])).toEqual([
      ['exchange 0', 'two'],
      ['exchange 1', 'one'],
      ['exchange 2', 'two'],
    ]);
  });

  test('that many lines name are unpacked once', async () => {
    const name = named('large');
    const body = gzipSync('x'.repeat(4 * MIB));
    const files = filesWith({ [name]: body }, new Array(100).fill(name));
    const before = process.memoryUsage().heapUsed;
    const { exchanges } = await readContent(files);
    const grown = process.memoryUsage().heapUsed - before;
    expect(exchanges.every(({ answer }) => answer.text.length === 4 * MIB)).toBe(true);
    expect(grown / MIB).toBeLessThan(100);
  });

  test('are refused, and named, when one unpacks to more than an explorer may say', async () => {
    const name = named('bomb');
    const body = gzipSync(Buffer.alloc(128 * MIB + 1, 32), { level: 1 });
    const error = await failureOf(() => readContent(filesWith({ [name]: body }, [name])));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toBe(`${bodyPath(name)} of the bundle unpacks to more than 134217728 bytes`);
  });

  test('are refused when all together unpack to more than may be', async () => {
    const names = ['a', 'b', 'c'].map(named);
    const bodies = Object.fromEntries(names.map((name) => [name, gzipSync('x'.repeat(1000))]));
    const files = filesWith(bodies, [...names, ...names]);
    expect((await readContent(files, 3000)).exchanges).toHaveLength(6);
    const error = await failureOf(() => readContent(files, 2999));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toBe(
      `with ${bodyPath(names[2] ?? '')} the answers of the bundle unpack to more than 2999 bytes`,
    );
  });

  test.each([
    ['is cut', gzipSync('x'.repeat(1000)).subarray(0, 20)],
    ['is not compressed', Buffer.from('{}')],
  ])('are refused when one %s', async (_, body) => {
    const name = named('body');
    const error = await failureOf(() => readContent(filesWith({ [name]: body }, [name])));
    expect(error.message).toBe(`${bodyPath(name)} of the bundle has not its form`);
  });
});

describe('the files of a bundle', () => {
  const SIGNATURE_OF_ENTRY = Buffer.from('504b0102', 'hex');
  /** Sets a field of four bytes in the list at the end of a zip, for each file. */
  function claiming(zip: Uint8Array, at: number, value: number): Uint8Array {
    const bytes = Buffer.from(zip);
    for (let entry = bytes.indexOf(SIGNATURE_OF_ENTRY); entry >= 0; ) {
      bytes.writeUInt32LE(value, entry + at);
      entry = bytes.indexOf(SIGNATURE_OF_ENTRY, entry + 4);
    }
    return bytes;
  }
  const [PACKED_SIZE, UNPACKED_SIZE] = [20, 24];
  const stored = (count: number, bytes: number) =>
    zipSync(
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [`f${n}`, Buffer.alloc(n === count - 1 ? bytes : 1)]),
      ),
      { level: 0 },
    );

  test.each([
    [
      'say that they unpack to more than may be',
      claiming(zipSync({ f: Buffer.alloc(9) }), UNPACKED_SIZE, GIB + 1),
    ],
    [
      'are stored, and say that they are empty',
      claiming(claiming(stored(300, 4 * MIB), PACKED_SIZE, 4 * MIB), UNPACKED_SIZE, 0),
    ],
  ])('are not unpacked when they %s', async (_, zip) => {
    const before = process.memoryUsage().arrayBuffers;
    const error = await failureOf(async () => readBundle(zip));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * MIB);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toContain(`it unpacks to more than ${GIB} bytes`);
  });
});
