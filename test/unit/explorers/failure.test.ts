/** What an answer means: by status, form of the body and Retry-After, never by the text of an exception. */

import { describe, expect, test } from '@jest/globals';
import { RateLimitedError } from '../../../src/core/errors.ts';
import { failureOfAnswer, retryAfterMs } from '../../../src/explorers/transport/failure.ts';
import { LastingRefusalError } from '../../../src/explorers/transport/refusal.ts';

const CONTEXT = { provider: 'test', url: 'http://explorer/api/tx/1' };
const ORIGIN = { ...CONTEXT, path: '/tx/1' };
const PAGE = '\r\n <!DOCTYPE html><html><body>Just a moment...</body></html>';
const NOW = Date.UTC(2026, 10, 22, 18, 0, 0);

const failure = (status: number, text = 'text', retryAfter?: string, reset?: string) =>
  failureOfAnswer({ status, text, retryAfter, reset }, ORIGIN, NOW);
const rpcError = (code: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code, message: 'x' } });

describe('status and form', () => {
  test.each([
    [200, '{}', null],
    [200, 'plain', null],
    [204, '', null],
    [404, 'Transaction not found', null],
    [404, PAGE, 'BAD_PROVIDER_DATA'],
    [429, '{}', 'RATE_LIMITED'],
    [429, PAGE, 'RATE_LIMITED'],
    [500, 'Transaction missing prevouts', 'PROVIDER_UNAVAILABLE'],
    [502, PAGE, 'PROVIDER_UNAVAILABLE'],
    [503, '', 'PROVIDER_UNAVAILABLE'],
    [504, '', 'PROVIDER_UNAVAILABLE'],
    [520, PAGE, 'PROVIDER_UNAVAILABLE'],
    [408, '', 'PROVIDER_UNAVAILABLE'],
    [200, PAGE, 'PROVIDER_UNAVAILABLE'],
    [403, PAGE, 'PROVIDER_UNAVAILABLE'],
    [200, '<?xml version="1.0"?>', 'PROVIDER_UNAVAILABLE'],
    [400, 'Invalid hex string', 'BAD_PROVIDER_DATA'],
    [401, '{}', 'BAD_PROVIDER_DATA'],
    [402, '{}', 'BAD_PROVIDER_DATA'],
    [500, rpcError(-32602), 'BAD_PROVIDER_DATA'],
    [500, rpcError(-32601), 'BAD_PROVIDER_DATA'],
    [500, rpcError(-32000), 'PROVIDER_UNAVAILABLE'],
    [500, rpcError('-32602'), 'PROVIDER_UNAVAILABLE'],
    [500, '{"jsonrpc":"2.0","error":null}', 'PROVIDER_UNAVAILABLE'],
    [500, '{"error":{"code":-32602}}', 'PROVIDER_UNAVAILABLE'],
    [500, '{"jsonrpc', 'PROVIDER_UNAVAILABLE'],
    [403, '{}', 'BAD_PROVIDER_DATA'],
    [422, 'after_txid not found', 'BAD_PROVIDER_DATA'],
    [304, '', 'BAD_PROVIDER_DATA'],
  ])('status %i with %j: %s', (status, text, code) => {
    const error = failure(status, text);
    expect(error?.code ?? null).toBe(code);
    expect(error?.retryable ?? false).toBe(code === 'RATE_LIMITED' || code === 'PROVIDER_UNAVAILABLE');
    if (error !== null) expect(error.context).toEqual({ ...CONTEXT, status });
  });

  test('what is quoted can be shown and stored anywhere: no control characters, no halves of pairs, one line', () => {
    const text = `\u001b[31mred\0 \u202eback\r\nnext ${'\u{1f43a}'.repeat(100)}`;
    const message = failure(400, text)?.message ?? '';
    expect(message).toContain('("\u{fffd}[31mred\u{fffd} \u{fffd}back next \u{1f43a}');
    expect(message).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  });

  test('the message says who, what and where; a refusal quotes the explorer', () => {
    expect(failure(400, ' Invalid hex string\n')?.message).toBe(
      'test: refused with status 400 ("Invalid hex string") (/tx/1)',
    );
    expect(failure(404, PAGE)?.message).toBe(
      'test: answered with a web page instead of data (status 404); check the base URL (/tx/1)',
    );
    expect(failure(503)?.message).toBe('test: failed with status 503 (/tx/1)');
  });

  test.each([
    [401, true, 'check the API key'],
    [402, true, 'an API key with credits left is needed'],
    [403, false, ''],
    [422, false, ''],
  ])('status %i: whether everything is refused, and what to do', (status, lasts, remedy) => {
    const error = failure(status, '{"error":"no"}');
    expect(error instanceof LastingRefusalError).toBe(lasts);
    expect(error?.message).toContain(remedy);
  });

  test('a long refusal is cut', () => {
    expect(failure(400, 'x'.repeat(100_000))?.message.length).toBeLessThan(300);
  });
});

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['Sun, 22 Nov 2026 18:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 17:00:00 GMT', 0],
    ['', undefined],
    ['-1', undefined],
    ['soon', undefined],
    ['1e3', undefined],
    ['9'.repeat(30), undefined],
    [undefined, undefined],
  ])('%j is %j ms', (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });

  test('is handed on with the error', () => {
    expect(failure(429, '', '7')).toBeInstanceOf(RateLimitedError);
    expect((failure(429, '', '7') as RateLimitedError).retryAfterMs).toBe(7000);
    expect((failure(429, '') as RateLimitedError).retryAfterMs).toBeUndefined();
  });

  test.each([
    ['250', 250],
    ['0', 0],
    ['-1', undefined],
    ['1790000000', undefined],
    ['600000', 600_000],
    ['600001', undefined],
    ['1.5', undefined],
    [undefined, undefined],
  ])('for want of it, x-ratelimit-reset counts in milliseconds: %j', (reset, expected) => {
    expect((failure(429, '', undefined, reset) as RateLimitedError).retryAfterMs).toBe(expected);
    expect((failure(429, '', '7', reset) as RateLimitedError).retryAfterMs).toBe(7000);
  });
});
