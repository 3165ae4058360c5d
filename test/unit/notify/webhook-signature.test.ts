/** Signatures, held to the published vector of the standard, and the functions for receivers in docs/alerts.md. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { signedHeaders } from '../../../src/notify/webhook-signature.ts';
import { ROOT } from '../../support/cli.ts';
import { SECRET } from '../../support/delivery.ts';
import { python3 } from '../../support/python.ts';

/** The vector of the standard's reference libraries (their test suites, `msg_p5jXN8AQM9LWM0D4loKWxJek`). */
const VECTOR = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  seconds: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

/** For a machine on which Python has to be installed first. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

type Headers = Readonly<Record<string, string>>;
type Verify = (headers: Headers, body: string, secret: string, now: number) => boolean;

const docs = readFileSync(join(ROOT, 'docs/alerts.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'coinhound-'));
afterAll(() => rmSync(folder, { recursive: true }));

function blockIn(language: string): string {
  const [, code] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(docs) ?? [];
  if (code === undefined) throw new Error(`docs/alerts.md has no block in ${language}`);
  return code;
}

async function typescriptVerify(): Promise<Verify> {
  const file = join(folder, 'verify.mjs');
  const { code } = transformSync(blockIn('typescript'), { jsc: { parser: { syntax: 'typescript' } } });
  writeFileSync(file, code);
  return ((await import(pathToFileURL(file).href)) as { verifyDelivery: Verify }).verifyDelivery;
}

function pythonVerify(): Verify {
  const file = join(folder, 'verify.py');
  const main = 'import json, sys\nheaders, body, secret, now = json.load(sys.stdin)\n';
  writeFileSync(
    file,
    `${blockIn('python')}\n${main}print(verify_delivery(headers, body.encode(), secret, now))\n`,
  );
  // Installed when it is missing: what the docs give to receivers must run.
  const program = python3();
  return (...input) =>
    execFileSync(program, [file], { input: JSON.stringify(input) })
      .toString()
      .trim() === 'True';
}

test('the vector of the standard', () => {
  expect(signedHeaders(VECTOR.id, VECTOR.seconds, VECTOR.body, SECRET)).toEqual({
    'webhook-id': VECTOR.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': VECTOR.signature,
  });
});

test('a secret of another form is the key itself', () => {
  // echo -n 'a.5.{}' | openssl dgst -sha256 -hmac 'a secret of twenty-nine bytes' -binary | base64
  const headers = signedHeaders('a', 5, '{}', 'a secret of twenty-nine bytes');
  expect(headers['webhook-signature']).toBe('v1,rSO3pcaghH9xzfSpUj4wYBa32NmvPUw2fTYxbC33dls=');
});

const LANGUAGES = [
  ['TypeScript', typescriptVerify],
  ['Python', async () => pythonVerify()],
] as const;

describe.each(LANGUAGES)('the function for receivers in %s', (_, load) => {
  const { id, seconds, body, signature } = VECTOR;
  const headers: Headers = {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signature,
  };
  let verify: Verify;
  beforeAll(async () => {
    verify = await load();
  }, INSTALL_TIMEOUT_MS);

  test('takes what the standard signed, within five minutes', () => {
    expect(verify(headers, body, SECRET, seconds)).toBe(true);
    expect(verify(headers, body, SECRET, seconds + 299)).toBe(true);
    expect(verify(headers, body, SECRET, seconds - 299)).toBe(true);
    const rotated = { ...headers, 'webhook-signature': `v1,bm9ldHU= ${signature}` };
    expect(verify(rotated, body, SECRET, seconds)).toBe(true);
  });

  test('takes what is signed with a secret of another form', () => {
    const own = 'a secret of twenty-nine bytes';
    expect(verify(signedHeaders(id, seconds, body, own), body, own, seconds)).toBe(true);
  });

  test('refuses a replay: the same request, later', () => {
    expect(verify(headers, body, SECRET, seconds + 301)).toBe(false);
    const fresh = { ...headers, 'webhook-timestamp': String(seconds + 301) };
    expect(verify(fresh, body, SECRET, seconds + 301)).toBe(false);
  });

  test('refuses what was changed, and what has no signature', () => {
    expect(verify(headers, `${body} `, SECRET, seconds)).toBe(false);
    expect(verify({ ...headers, 'webhook-id': 'msg_other' }, body, SECRET, seconds)).toBe(false);
    expect(verify(headers, body, SECRET.replace('M', 'N'), seconds)).toBe(false);
    expect(verify({ ...headers, 'webhook-signature': '' }, body, SECRET, seconds)).toBe(false);
    expect(verify({ ...headers, 'webhook-signature': 'v1,' }, body, SECRET, seconds)).toBe(false);
    expect(verify({}, body, SECRET, seconds)).toBe(false);
  });
});
