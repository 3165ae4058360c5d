/** The form of a new case: what is sent, what repeats, and where a problem is shown. */
import { describe, expect, test } from '@jest/globals';
import { parseCase } from '../../../src/cases/case-body.ts';
import { ApiError } from '../../../src/web/api/client.ts';
import { bodyOf, draftOf, EMPTY_DRAFT } from '../../../src/web/pages/new-case/case-draft.ts';
import { formProblem } from '../../../src/web/pages/new-case/case-problem.ts';
import { countText, repeatsOf } from '../../../src/web/pages/new-case/case-seeds.ts';
import { NO_LIMITS } from '../../support/offline-walk.ts';

const ETHER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const SEED = { kind: 'address', chain: 'ethereum', address: ETHER, asset: 'ETH' };
const NAMED = { ...EMPTY_DRAFT, name: ' A theft ' };

describe('the body', () => {
  test('says no more than the form, and a case can be opened with it', () => {
    const body = bodyOf(NAMED, [SEED]);
    expect(body).toEqual({ name: 'A theft', method: 'fifo', seeds: [SEED] });
    expect(parseCase(body, NO_LIMITS).name).toBe('A theft');
  });

  test('says everything that the form says', () => {
    const draft = {
      ...NAMED,
      description: 'd',
      method: 'haircut',
      assets: 'native',
      since: '2022-01-17',
      limits: { ...EMPTY_DRAFT.limits, maxHops: '3' },
      watch: '3600',
      webhookUrl: ' https://example.org/hook ',
      webhookSecret: 's'.repeat(24),
      emails: 'a@example.org, b@example.org\n',
    };
    const body = bodyOf(draft, [SEED]);
    expect(body).toEqual({
      name: 'A theft',
      description: 'd',
      method: 'haircut',
      assets: 'native',
      seeds: [{ ...SEED, since: '2022-01-17' }],
      limits: { maxHops: 3 },
      watch: { everySeconds: 3600 },
      webhook: { url: 'https://example.org/hook', secret: 's'.repeat(24) },
      emails: ['a@example.org', 'b@example.org'],
    });
    expect(parseCase(body, NO_LIMITS).watchSeconds).toBe(3600);
  });

  test('leaves to each seed the time that it says, and transactions without', () => {
    const said = { ...SEED, since: '2020-01-01' };
    const transaction = { kind: 'transaction', chain: 'bitcoin', txid: TXID };
    expect(bodyOf({ ...NAMED, since: '2022-01-17' }, [said, transaction])).toMatchObject({
      seeds: [said, transaction],
    });
  });

  test('passes on what is no number, for the service to name', () => {
    const draft = { ...NAMED, limits: { ...EMPTY_DRAFT.limits, maxDays: '-1' } };
    expect(bodyOf(draft, [SEED])).toMatchObject({ limits: { maxDays: '-1' } });
  });

  test('a preset goes through the form as it is', () => {
    const body = {
      name: 'P',
      method: 'lifo' as const,
      seeds: [{ kind: 'transaction' as const, chain: 'bitcoin' as const, txid: TXID, note: 'n' }],
      limits: { maxDays: 9 },
      watch: { everySeconds: 60 },
      emails: ['a@example.org'],
    };
    const preset = { id: 'preset/p', source: 'preset' as const, title: 'P', notes: [], body };
    expect(bodyOf(draftOf(preset), body.seeds)).toEqual(body);
  });
});

describe('repeated seeds', () => {
  const placed = (seed: object, index: number) => ({
    place: `line ${index + 1}`,
    seed: { ...SEED, ...seed },
  });

  test('are named with the place where their coins stand first', () => {
    const seeds = [{}, { asset: 'X' }, { address: ETHER.toLowerCase(), victim: 'v' }].map(placed);
    expect(repeatsOf(seeds)).toEqual([{ place: 'line 3', first: 'line 1', where: ETHER.toLowerCase() }]);
  });

  test('capitals tell base58 addresses apart', () => {
    const of = (address: string) => ({ chain: 'bitcoin', address, asset: 'BTC' });
    expect(repeatsOf([of('1Ab'), of('1aB')].map(placed))).toEqual([]);
  });

  test('are counted by kind', () => {
    const seeds = [{}, {}, { kind: 'outpoint' }].map(placed);
    expect(countText(seeds)).toBe('3 seeds: 2 addresses, 1 output');
  });
});

describe('problems', () => {
  const refused = (field: string) =>
    new ApiError(400, { type: 't', title: 't', status: 400, detail: 'd', requestId: 'r', field });
  const seeds = [{ place: 'line 4', seed: SEED }];

  test.each([
    ['name', 'name', 'd'],
    ['limits.maxHops', 'limits.maxHops', 'd'],
    ['watch.everySeconds', 'watch', 'd'],
    ['webhook', 'webhook.url', 'd'],
    ['webhook.url', 'webhook.url', 'd'],
    ['emails[3]', 'emails', 'd'],
    ['seeds[0].address', 'seeds', 'line 4: d'],
    ['seeds[0]', 'seeds', 'line 4: d'],
    ['seeds', 'seeds', 'd'],
    ['the body', null, 'd'],
  ])('of %s stand at %s', (field, at, text) => {
    expect(formProblem(refused(field), seeds)).toEqual({ field: at, text });
  });

  test('without a field belong to the whole form', () => {
    expect(formProblem(new ApiError(0, null), seeds)).toBeNull();
  });
});
