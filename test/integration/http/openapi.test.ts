/** The OpenAPI document: valid, as committed, and held to by answers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createAnswerCheck } from '../../support/answer-check.ts';
import { createTestApi, type TestApi } from '../../support/api.ts';
import { ROOT } from '../../support/cli.ts';

const SNAPSHOT = join(ROOT, 'docs/openapi.json');

describe('the OpenAPI document', () => {
  let api: TestApi;
  let served: string;

  beforeAll(async () => {
    api = await createTestApi('PGlite');
    served = (
      await api.app.inject({
        url: '/docs/openapi.json',
        headers: { authorization: `Bearer ${api.keys.viewer}` },
      })
    ).body;
  });
  afterAll(async () => {
    await api.drop();
  });

  test('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(served));
    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  test('a document that is not is refused by the same validator', async () => {
    const broken = JSON.parse(served);
    broken.paths['/healthz'].get.responses = 5;
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  // UPDATE_SNAPSHOT=1 writes it; a change of the API then shows in review.
  test('is the committed one', () => {
    const text = `${JSON.stringify(JSON.parse(served), null, 2)}\n`;
    if (process.env.UPDATE_SNAPSHOT === '1') writeFileSync(SNAPSHOT, text);
    expect(text).toBe(readFileSync(SNAPSHOT, 'utf8'));
  });

  test('describes every route, with a schema for each answer', () => {
    const paths = Object.entries(api.document.paths);
    expect(paths.length).toBeGreaterThan(20);
    for (const [path, operations] of paths) {
      for (const [method, { responses }] of Object.entries(operations)) {
        for (const [status, { content = {} }] of Object.entries(responses)) {
          const schemas = Object.values(content).map(({ schema }) => schema);
          expect([path, method, status, schemas.length > 0]).toEqual([path, method, status, true]);
        }
      }
    }
  });

  test.each([
    ['another status', { status: 418 }],
    ['another type', { contentType: 'text/html' }],
    ['a missing key', { body: '{}' }],
    ['a key too many', { body: '{"status":"up","more":1}' }],
    ['a wrong value', { body: '{"status":"down"}' }],
  ])('answers are held to it: %s is found', (_, change) => {
    const check = createAnswerCheck(api.document);
    const right = {
      method: 'GET',
      path: '/healthz',
      status: 200,
      contentType: 'application/json; charset=utf-8',
      body: '{"status":"up"}',
    };
    expect(check(right)).toBeNull();
    expect(check({ ...right, ...change })).not.toBeNull();
  });
});
