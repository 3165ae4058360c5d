/** What may be handed on of a case: each document comes from its route, for those who may see the case. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApi, replayOf, type TestApi } from '../../support/api.ts';
import { openedBundle, textIn } from '../../support/opened-bundle.ts';
import { caseOf } from '../../support/stored-trace.ts';

let api: TestApi;
let path: string;
beforeAll(async () => {
  api = await createTestApi('PGlite');
  const opened = await api.call({ method: 'POST', path: '/v1/cases', body: caseOf('crypto-com-2022') });
  path = `/v1/cases/${opened.json().caseId}`;
  const replay = await replayOf('crypto-com-2022');
  await api.trace(replay);
  await replay.close();
});
afterAll(() => api.drop());

test('the bundle is a zip with the report of the run', async () => {
  const [answer, report] = [
    await api.call({ path: `${path}/bundle` }),
    await api.call({ path: `${path}/report` }),
  ];
  expect(answer.headers['content-type']).toBe('application/zip');
  expect(answer.headers['content-disposition']).toMatch(
    /^attachment; filename="case-[0-9a-f-]+-run-1\.zip"$/,
  );
  const files = openedBundle(answer.rawPayload);
  expect(JSON.parse(textIn(files, 'report.json'))).toEqual(report.json());
});

test('the report comes as HTML and as PDF, as files', async () => {
  const [html, pdf] = [
    await api.call({ path: `${path}/report?format=html` }),
    await api.call({ path: `${path}/report?format=pdf` }),
  ];
  expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(html.headers['content-disposition']).toMatch(/^attachment; filename="case-[0-9a-f-]+\.html"$/);
  expect(html.body).toContain('Tornado Cash: 100 ETH pool');
  expect(pdf.headers['content-type']).toBe('application/pdf');
  expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
});

test('the graph comes as GraphML, with the edges of the JSON', async () => {
  const [xml, json] = [
    await api.call({ path: `${path}/graph?format=graphml` }),
    await api.call({ path: `${path}/graph?format=json` }),
  ];
  expect(xml.headers['content-type']).toBe('application/graphml+xml; charset=utf-8');
  expect(xml.body.match(/<edge /g)).toHaveLength(json.json().edges.length);
  expect((await api.call({ path: `${path}/graph` })).json()).toEqual(json.json());
});

test('other teams see no document', async () => {
  for (const document of ['bundle', 'report?format=html', 'report?format=pdf', 'graph?format=graphml']) {
    const answer = await api.call({ path: `${path}/${document}`, key: api.keys.otherTeam });
    expect([document, answer.statusCode]).toEqual([document, 404]);
  }
});

test('more than may wait are told to come back, as nothing that broke', async () => {
  const documents = ['bundle', 'report?format=html', 'report?format=pdf'];
  const asked = Array.from({ length: 30 }, (_, n) => api.call({ path: `${path}/${documents[n % 3]}` }));
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ statusCode }) => statusCode === 503);
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(22);
  expect(refused).toHaveLength(8);
  for (const answer of refused) {
    expect(answer.headers['retry-after']).toBe('10');
    expect(answer.json()).toMatchObject({
      type: 'urn:coinhound:problem:busy',
      detail: expect.stringMatching(/ask again/),
    });
  }
  expect(api.errors).toEqual([]);
  expect((await api.call({ path: `${path}/bundle` })).statusCode).toBe(200);
});
