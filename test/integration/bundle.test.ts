/** Evidence bundles: the results follow from the evidence, offline, and whatever was changed is found and named. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseExplorers } from '../../src/compose/given-explorers.ts';
import type { TraceOptions } from '../../src/compose/trace.ts';
import { compose } from '../../src/compose.ts';
import { InvalidInputError } from '../../src/core/errors.ts';
import { exchangeId, sha256Of } from '../../src/explorers/transport/exchange-names.ts';
import type { Replay } from '../../src/replay/server.ts';
import { openSigner } from '../../src/storage/signing-key.ts';
import { coinhoundHere } from '../support/cli-here.ts';
import {
  type BundleFiles,
  forged,
  openedBundle,
  replaceIn,
  textIn,
  withFiles,
} from '../support/opened-bundle.ts';
import { switchExplorers } from '../support/switched-explorer.ts';
import { failureOf } from '../unit/explorers/local-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
afterAll(() => rmSync(folder, { recursive: true }));
const data = join(folder, 'data');
const env = { COINHOUND_STORAGE_FOLDER: data };
const app = compose({ env });
const forger = openSigner(join(folder, 'forger'));

const served = ({ explorers }: Replay) =>
  parseExplorers(explorers.map(({ api, baseUrl }) => `${api}=${baseUrl}`));

async function traced(name: string, more: Partial<TraceOptions> = {}) {
  const [dataset] = (await app.datasets()).filter(({ manifest }) => manifest.name === name);
  if (dataset === undefined) throw new Error(`no dataset ${name}`);
  const replay = await app.replay({ dir: dataset.dir });
  try {
    const options = { explorers: served(replay), onProgress: () => {}, isBundled: true, retryBaseMs: 1 };
    const { report, bundle } = await app.traceInFull(dataset.cases[0], { ...options, ...more });
    if (bundle === null) throw new Error('no bundle');
    return { report, bundle };
  } finally {
    await replay.close();
  }
}

const kindsOf = ({ problems }: Awaited<ReturnType<typeof app.verify>>) =>
  problems.map(({ kind, file }) => [kind, file]);

describe('a bundle', () => {
  let bundle: Uint8Array;
  let key: string;
  beforeAll(async () => {
    ({ bundle } = await traced('crypto-com-2022'));
    key = await app.publicKey();
  });

  test('is good when nothing was changed, whoever runs the check', async () => {
    const elsewhere = compose({ env: { COINHOUND_STORAGE_FOLDER: join(folder, 'elsewhere') } });
    const verdict = await elsewhere.verify(bundle, key);
    expect(verdict).toMatchObject({
      isGood: true,
      problems: [],
      signer: { publicKey: key, isExpected: true },
    });
    expect(verdict.replayed).toEqual({
      inputDigest: verdict.run.inputDigest,
      resultDigest: verdict.run.resultDigest,
      differences: [],
    });
    expect((await app.verify(bundle, null)).signer.isExpected).toBeNull();
  });

  test('holds no answer twice, no secret, and can be replayed as an archive', () => {
    const files = openedBundle(bundle);
    expect(Object.keys(files).filter((path) => !path.startsWith('archive/bodies/'))).toEqual([
      'archive/archive.json',
      'archive/exchanges.ndjson',
      'case.json',
      'configuration.json',
      'manifest.json',
      'report.json',
      'runs.json',
      'signature.json',
      'tags.json',
    ]);
    const [{ tags }] = JSON.parse(textIn(files, 'tags.json'));
    expect(tags.map(({ entity }: { entity: string }) => entity)).toContain('Tornado Cash');
    expect(tags.length).toBeLessThan(20);
  });

  test('its key is made once, for its owner alone', () => {
    const file = join(data, 'signing-key.pem');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    expect(openSigner(data).publicKey).toBe(key);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  const aBody = (files: BundleFiles) =>
    Object.keys(files).find((path) => path.startsWith('archive/bodies/')) ?? '';
  const oneByte = (path: (files: BundleFiles) => string) => (files: BundleFiles) => {
    const bytes = files[path(files)] as Uint8Array;
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  };

  test.each([
    ['a response', aBody, 'a response of an explorer'],
    ['a tag', () => 'tags.json', 'the tags'],
    ['a result', () => 'report.json', 'the results'],
    ['the case', () => 'case.json', 'the case'],
    ['a setting', () => 'configuration.json', 'the settings'],
  ])('with a byte changed in %s is refused, and the file named', async (_, path, part) => {
    const verdict = await app.verify(withFiles(bundle, oneByte(path)), key);
    expect(verdict.isGood).toBe(false);
    expect(verdict.replayed).toBeNull();
    expect(kindsOf(verdict)).toEqual([['changed', path(openedBundle(bundle))]]);
    expect(verdict.problems[0]?.message).toContain(`(${part}) was changed after the bundle was signed`);
  });

  test('with a byte changed in the manifest is refused, because the signature does not fit', async () => {
    const { sha256 } = JSON.parse(textIn(openedBundle(bundle), 'manifest.json')).files[0];
    const other = `${sha256.startsWith('0') ? '1' : '0'}${sha256.slice(1)}`;
    const changed = withFiles(bundle, (files) => replaceIn(files, 'manifest.json', sha256, other));
    const verdict = await app.verify(changed, key);
    expect(kindsOf(verdict)).toContainEqual(['signature', 'manifest.json']);
    expect(verdict.isGood).toBe(false);
    const version = withFiles(bundle, (files) =>
      replaceIn(files, 'manifest.json', '"version": "', '"version": "9'),
    );
    expect(kindsOf(await app.verify(version, key))).toEqual([['signature', 'manifest.json']]);
  });

  test('with a file taken out or put in is refused', async () => {
    const without = withFiles(bundle, (files) => void delete files['tags.json']);
    expect(kindsOf(await app.verify(without, key))).toEqual([['missing', 'tags.json']]);
    const more = withFiles(bundle, (files) => Object.assign(files, { 'note.txt': Buffer.from('x') }));
    expect(kindsOf(await app.verify(more, key))).toEqual([['added', 'note.txt']]);
  });

  describe('that somebody else signed after a change', () => {
    test('has another signer', async () => {
      const verdict = await app.verify(await forged(bundle, () => {}, forger), key);
      expect(kindsOf(verdict)).toEqual([['signer', 'signature.json']]);
      expect(verdict.replayed?.differences).toEqual([]);
    });

    test('has results that do not follow: the place is named, with what follows instead', async () => {
      const { outcomes } = JSON.parse(textIn(openedBundle(bundle), 'report.json'));
      const { amount } = outcomes[0];
      const changed = await forged(
        bundle,
        (files) => replaceIn(files, 'report.json', `"amount": "${amount}"`, '"amount": "1"'),
        forger,
      );
      const { isGood, problems, replayed } = await app.verify(changed, null);
      expect(isGood).toBe(false);
      expect(replayed?.differences).toEqual([
        { place: 'stolen[0].amount', reported: '"1"', found: `"${amount}"` },
      ]);
      expect(problems.map(({ message }) => message)).toEqual([
        `stolen[0].amount is reported as "1", but from the evidence follows "${amount}"`,
      ]);
    });

    test('has digests that do not follow from other tags', async () => {
      const changed = await forged(
        bundle,
        (files) => {
          files['tags.json'] = Buffer.from(
            textIn(files, 'tags.json').replaceAll('Tornado Cash', 'Somebody else'),
          );
        },
        forger,
      );
      const { problems, run, replayed } = await app.verify(changed, null);
      expect(replayed?.resultDigest).not.toBe(run.resultDigest);
      expect(problems[0]?.message).toContain(
        `the result digest is ${run.resultDigest}, but from the evidence`,
      );
    });

    test('has an answer that is not the one that its line names', async () => {
      const changed = await forged(
        bundle,
        (files) => {
          const path = aBody(files);
          files[path] = gzipSync(`${gunzipSync(files[path] ?? new Uint8Array()).toString()} `);
        },
        forger,
      );
      const { problems } = await app.verify(changed, null);
      expect(problems[0]).toMatchObject({ kind: 'evidence', file: 'archive/exchanges.ndjson' });
    });

    test('lacks an answer that the results need', async () => {
      const changed = await forged(
        bundle,
        (files) => {
          const [first, ...rest] = textIn(files, 'archive/exchanges.ndjson').split('\n');
          expect(first).toContain('{');
          files['archive/exchanges.ndjson'] = Buffer.from(rest.slice(2).join('\n'));
        },
        forger,
      );
      const { isGood, problems } = await app.verify(changed, null);
      expect(isGood).toBe(false);
      expect(problems.every(({ kind }) => kind === 'result' || kind === 'evidence')).toBe(true);
    });

    test('has an answer with another amount, everything else made to fit', async () => {
      const changed = await forged(
        bundle,
        (files) => forgeAnswer(files, '100000000000000000000', '100000000000000000001'),
        forger,
      );
      const { isGood, replayed, run } = await app.verify(changed, null);
      expect(isGood).toBe(false);
      expect(replayed?.inputDigest).not.toBe(run.inputDigest);
    });
  });

  test('of another version is told apart, also where the results differ', async () => {
    const software = { name: 'coinhound', version: '0.0.9' };
    const older = await app.verify(await forged(bundle, () => {}, forger, { software }), null);
    expect(older).toMatchObject({ isGood: true, software: { bundle: '0.0.9', isSame: false } });
    const change = (files: BundleFiles) => replaceIn(files, 'report.json', '"hops": 0', '"hops": 7');
    const { problems } = await app.verify(await forged(bundle, change, forger, { software }), null);
    expect(problems[0]?.message).toMatch(/the version that made the bundle may say otherwise$/);
  });

  test.each([
    ['no zip', () => Buffer.from('hello')],
    ['half a zip', () => bundle.slice(0, bundle.length >> 1)],
    ['a zip of something else', () => withFiles(bundle, (files) => void delete files['manifest.json'])],
    [
      'a manifest that is no JSON',
      () => withFiles(bundle, (files) => replaceIn(files, 'manifest.json', '{', '[')),
    ],
  ])('%s is no bundle', async (_, bytes) => {
    const error = await failureOf(() => app.verify(bytes(), null));
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toContain('no evidence bundle');
  });

  test('on the command line: exit code and reason', async () => {
    const [good, bad] = [join(folder, 'good.zip'), join(folder, 'bad.zip')];
    writeFileSync(good, bundle);
    writeFileSync(
      bad,
      withFiles(
        bundle,
        oneByte(() => 'report.json'),
      ),
    );
    const printed = (await coinhoundHere(['keys', 'signing'], env)).stdout.trim();
    expect(printed).toBe(key);
    const accepted = await coinhoundHere(['verify', good, '--key', printed], env);
    expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringMatching(/^good: .*, as expected\n/s)]);
    const refused = await coinhoundHere(['verify', bad, '--json'], env);
    expect([refused.code, JSON.parse(refused.stdout).problems[0].file]).toEqual([1, 'report.json']);
    expect((await coinhoundHere(['verify', good, '--key', 'abc'], env)).code).toBe(2);
    expect((await coinhoundHere(['verify', join(folder, 'none.zip')], env)).code).toBe(2);
  });
});

/** Changes a text in an answer, its file, its line and all that names it. */
function forgeAnswer(files: BundleFiles, text: string, by: string): void {
  const lines = textIn(files, 'archive/exchanges.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const pathOf = (sha256: string) => `archive/bodies/${sha256.slice(0, 2)}/${sha256}.gz`;
  const line = lines.find(({ sha256 }) =>
    gunzipSync(files[pathOf(sha256)] ?? new Uint8Array()).includes(text),
  );
  if (line === undefined) throw new Error('no answer has it');
  const body = gunzipSync(files[pathOf(line.sha256)] ?? new Uint8Array())
    .toString()
    .replace(text, by);
  const old = line.id;
  line.sha256 = sha256Of(body);
  line.id = exchangeId(line, { status: line.status, at: line.at, text: body }, line.sha256);
  files[pathOf(line.sha256)] = gzipSync(body);
  files['archive/exchanges.ndjson'] = Buffer.from(`${lines.map((one) => JSON.stringify(one)).join('\n')}\n`);
  files['runs.json'] = Buffer.from(textIn(files, 'runs.json').replaceAll(old, line.id));
}

test('Bitcoin, with questions that were asked together, follows from the evidence, from a folder archive too', async () => {
  const { bundle } = await traced('whirlpool-2024', { archive: join(folder, 'archive') });
  expect(await app.verify(bundle, null)).toMatchObject({ isGood: true, problems: [] });
});

test('what nobody answered stays a gap, with its reason', async () => {
  const [dataset] = (await app.datasets()).filter(({ manifest }) => manifest.name === 'crypto-com-2022');
  const dir = dataset?.dir ?? '';
  const replay = await app.replay({ dir });
  const broken = await app.replay({ dir, faults: { rate: 1, seed: 'all', kinds: ['500'] } });
  const explorer = await switchExplorers(replay);
  // The tip is known, and then nobody answers any more.
  const onProgress = () => explorer.show(broken);
  const explorers = parseExplorers([`etherscan=${explorer.url}/v2/api`]);
  const options = { explorers, onProgress, isBundled: true, retryBaseMs: 1 };
  const { report, bundle } = await app.traceInFull(dataset?.cases[0], options);
  for (const one of [explorer, replay, broken]) await one.close();
  const verdict = await app.verify(bundle ?? new Uint8Array(), null);
  expect(report.gaps.map(({ reason }) => reason)).toEqual([expect.stringMatching(/explorer failed/)]);
  expect(verdict).toMatchObject({ isGood: true, problems: [], stated: { unanswered: 1, prices: 0 } });
});

test('prices follow too: those of an own table are stated, and said to be', async () => {
  const table = join(folder, 'prices.csv');
  writeFileSync(table, 'time,asset,usd\n2022-01-17T00:00:00Z,ETH,3350.27\n');
  const { report, bundle } = await traced('crypto-com-2022', { priceFile: table });
  expect(report.valuation?.prices.length).toBeGreaterThan(0);
  const verdict = await app.verify(bundle, null);
  expect(verdict.problems).toEqual([]);
  expect(verdict.stated?.prices).toBeGreaterThan(0);
});
