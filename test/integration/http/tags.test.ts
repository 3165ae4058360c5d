/** Tags over the API, what screening says of an address, alerts and their deliveries; on both engines. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApi, replayOf, type TestApi } from '../../support/api.ts';
import { storeAlert } from '../../support/stored-alert.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { ENGINES } from '../../support/test-database.ts';

const THIEF = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const HEADER = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';
const row = (label: string) =>
  `ethereum,${THIEF},${label},Somebody,mixing_service,,forensic,2022-01-01,,ours,MIT`;

describe.each(ENGINES)('tags and screening over the API on %s', (engine) => {
  let api: TestApi;
  let caseId: string;
  let runId: string;

  beforeAll(async () => {
    api = await createTestApi(engine);
    const replay = await replayOf('crypto-com-2022');
    const answer = await api.call({ method: 'POST', path: '/v1/cases', body: caseOf('crypto-com-2022') });
    ({ caseId, runId } = answer.json());
    await api.trace(replay);
    await replay.close();
  });
  afterAll(async () => {
    await api.drop();
  });

  const imported = (body: string, query = 'source=ours&format=csv') =>
    api.call({
      method: 'POST',
      path: `/v1/tags/import?${query}`,
      key: api.keys.admin,
      body,
      headers: { 'content-type': 'text/csv' },
    });

  test('a list is imported, listed, replaced and removed', async () => {
    const label = '<b>"label"</b>'.replaceAll('"', "'");
    const first = await imported(`${HEADER}\n${row(label)}\nethereum,0x12,x,y,,,forensic,,,ours,MIT\n`);
    expect([first.statusCode, first.json()]).toMatchObject([
      200,
      { source: 'ours', format: 'csv', accepted: 1, refused: 1, added: 1, refusals: [{ line: 3 }] },
    ]);
    expect((await api.call({ path: '/v1/tags' })).json().items).toMatchObject([
      { source: 'ours', tags: 1, refused: 1, revision: first.json().revision },
    ]);
    const screening = (await api.call({ path: `/v1/addresses/ethereum/${THIEF}` })).json();
    expect(screening.tags).toContainEqual(
      expect.objectContaining({
        label,
        entity: 'Somebody',
        import: 'ours',
        confidence: 50,
        validFrom: '2022-01-01T00:00:00Z',
      }),
    );
    expect((await imported(`${HEADER}\n${row('other')}\n`)).json()).toMatchObject({ added: 1, removed: 1 });
    const remove = () => api.call({ method: 'DELETE', path: '/v1/tags/ours', key: api.keys.admin });
    expect((await remove()).json()).toMatchObject({ removed: 1 });
    expect((await remove()).statusCode).toBe(404);
    expect((await api.call({ path: '/v1/tags' })).json().items).toEqual([]);
    const { items } = (await api.call({ path: '/v1/audit?limit=3', key: api.keys.admin })).json();
    expect(items.map(({ action, target }: Record<string, unknown>) => [action, target])).toEqual([
      ['tags.remove', 'ours'],
      ['tags.import', 'ours'],
      ['tags.import', 'ours'],
    ]);
  });

  test('what the tags say is shown of an address, of many, and of an actor', async () => {
    const actors =
      'actors:\n- {id: mixr, uri: mixr.example, label: Mixr, categories: [mixing_service], aliases: [The Mixr]}\n';
    const pack = `source: s\ncurrency: ETH\nactor: mixr\ntags:\n- {address: '${THIEF}', label: Ours, category: mixing_service, is_cluster_definer: true}\n`;
    expect((await imported(actors, 'source=actors&format=actorpack')).json()).toMatchObject({
      accepted: 1,
      kinds: [],
    });
    expect((await imported(pack, 'source=pack&format=tagpack&licence=MIT')).statusCode).toBe(200);
    const ofAddress = await api.call({ path: `/v1/tags/${THIEF}` });
    expect([ofAddress.statusCode, ofAddress.json()]).toMatchObject([
      200,
      { chain: 'ethereum', address: THIEF, end: 'mixer' },
    ]);
    const ours = {
      label: 'Ours',
      licence: 'MIT',
      isClusterDefiner: true,
      decides: true,
      reason: 'decides: mixer',
    };
    expect(ofAddress.json().tags).toContainEqual(expect.objectContaining(ours));
    const lookup = (body: object) => api.call({ method: 'POST', path: '/v1/tags/lookup', body });
    const found = await lookup({ addresses: [`0x${'9'.repeat(40)}`, THIEF.toLowerCase()] });
    expect([found.statusCode, found.json().items]).toMatchObject([200, [{ address: THIEF }]]);
    expect((await lookup({ addresses: ['x'] })).statusCode).toBe(400);
    expect((await lookup({ addresses: Array(1001).fill(THIEF) })).statusCode).toBe(400);
    const actor = await api.call({ path: '/v1/actors/the%20mixr' });
    expect([actor.statusCode, actor.json()]).toMatchObject([
      200,
      {
        entity: 'Mixr',
        actors: [{ id: 'mixr', import: 'actors' }],
        addresses: 1,
        byConcept: { mixing_service: 1 },
      },
    ]);
    expect((await api.call({ path: '/v1/actors/nobody' })).statusCode).toBe(404);
    expect((await api.call({ path: '/v1/tags/nobody' })).statusCode).toBe(400);
    for (const source of ['actors', 'pack']) {
      await api.call({ method: 'DELETE', path: `/v1/tags/${source}`, key: api.keys.admin });
    }
  });

  test('a list without a usable row is refused, and so is a source that is no name', async () => {
    expect((await imported(`${HEADER}\n`)).statusCode).toBe(400);
    expect((await imported(`${HEADER}\n${row('x')}\n`, 'source=%00&format=csv')).statusCode).toBe(400);
    expect((await imported(`${HEADER}\n${row('x')}\n`, 'source=ours&format=xls')).statusCode).toBe(400);
  });

  test("screening names the caller's cases, and nobody else's", async () => {
    const path = `/v1/addresses/ethereum/${THIEF.toLowerCase()}`;
    const own = (await api.call({ path, key: api.keys.viewer })).json();
    expect(own).toMatchObject({ chain: 'ethereum', address: THIEF, total: 1 });
    expect(own.appearances).toMatchObject([
      { case: { id: caseId, name: 'crypto-com-2022' }, run: { id: runId, number: 1 }, hops: 0 },
    ]);
    expect(own.appearances[0].flags).toMatchObject([{ kind: 'mixer-depositor', entity: 'Tornado Cash' }]);
    expect((await api.call({ path, key: api.keys.admin })).json().total).toBe(1);
    expect((await api.call({ path, key: api.keys.otherTeam })).json()).toMatchObject({
      total: 0,
      appearances: [],
    });
    const wrong = await api.call({ path: '/v1/addresses/ethereum/0x12' });
    expect([wrong.statusCode, wrong.json().field]).toEqual([400, 'address']);
    expect((await api.call({ path: '/v1/addresses/litecoin/x' })).statusCode).toBe(400);
  });

  test('alerts are listed, and a finished delivery is sent again', async () => {
    const targets = [{ channel: 'webhook', target: 'https://hooks.example.org/T0KEN' }] as const;
    const alert = await storeAlert(api.database, targets);
    const base = `/v1/cases/${alert.caseId}/alerts`;
    const { items } = (await api.call({ path: base })).json();
    expect(items).toMatchObject([{ id: alert.alertId, runId: alert.runId, changes: [{ kind: 'moved' }] }]);
    const deliveries = async () =>
      (await api.call({ path: `${base}/${alert.alertId}/deliveries` })).json().items;
    expect(await deliveries()).toMatchObject([{ state: 'queued', channel: 'webhook', attempts: [] }]);
    expect(JSON.stringify(await deliveries())).not.toContain('T0KEN');
    const redeliver = () =>
      api.call({
        method: 'POST',
        path: `${base}/${alert.alertId}/deliveries/${alert.deliveryIds[0]}/redeliver`,
      });
    expect((await redeliver()).statusCode).toBe(409);
    const at = new Date();
    await api.database.sql.updateTable('deliveries').set({ state: 'failed', finished_at: at }).execute();
    await api.database.sql
      .updateTable('jobs')
      .set({ state: 'failed' })
      .where('kind', '=', 'notify')
      .execute();
    expect((await redeliver()).statusCode).toBe(202);
    expect(await deliveries()).toMatchObject([{ state: 'queued', finishedAt: null }]);
    const [entry] = (await api.call({ path: '/v1/audit?limit=1', key: api.keys.admin })).json().items;
    expect(entry).toMatchObject({ action: 'delivery.redeliver', target: alert.deliveryIds[0] });
  });
});
