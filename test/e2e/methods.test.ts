/** Every method as the main one, on the recorded cases, from the command line to the report. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { startReplay } from '../../src/replay/server.ts';
import { ROOT } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-methods-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'])('every method on %s', (name) => {
  // Computed independently of the code (test/vectors/first-light.py).
  const expected = JSON.parse(readFileSync(join(ROOT, 'test/vectors/first-light.json'), 'utf8'))[name];
  const [body] = JSON.parse(readFileSync(join(ROOT, 'data', name, 'cases.json'), 'utf8'));
  const onEthereum = body.seeds[0].chain === 'ethereum';
  const methods = ['fifo', 'lifo', 'haircut', 'libr', ...(onEthereum ? [] : ['tiho']), 'poison'];
  const ofMixer = ({ outcomes }: ReportJson) => outcomes.find(({ kind }) => kind === 'mixer');
  const total = (parts: readonly { amount: string }[]) =>
    parts.reduce((sum, { amount }) => sum + BigInt(amount), 0n).toString();
  const ranges = (outcomes: ReportJson['outcomes']) =>
    outcomes.map(({ kind, entity, range }) => `${kind} ${entity} ${range.min} ${range.max}`).sort();
  const reports = new Map<string, ReportJson>();

  beforeAll(async () => {
    const replay = await startReplay({ dir: join(ROOT, 'data', name) });
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify(body));
    for (const method of methods) {
      const args = ['trace', '--case', path, '--method', method, '--explorer', replay.url, '--json'];
      const { code, stdout, stderr } = await coinhoundHere(args);
      expect([code, stderr]).toEqual([0, '']);
      reports.set(method, JSON.parse(stdout));
    }
    await replay.close();
  }, 300_000);
  const of = (method: string) => reports.get(method) as ReportJson;

  test.each(methods)('%s', (method) => {
    const { run, stolen, outcomes, victims, assumptions } = of(method);
    expect(run.methods).toEqual([method, ...methods.filter((one) => one !== method)]);
    expect(stolen).toHaveLength(1);
    expect(total(stolen[0]?.origins ?? [])).toBe(stolen[0]?.amount);
    expect(assumptions.filter((one) => one.stolen).map(({ amount }) => amount)).toEqual(
      expected.fifo.opening === undefined ? [] : [expected.fifo.opening],
    );
    const counted = method === 'poison' ? '0' : stolen[0]?.amount;
    for (const { amount, origins } of outcomes) expect(total(origins)).toBe(counted === '0' ? '0' : amount);
    expect(total(victims.flatMap((victim) => victim.outcomes))).toBe(counted);
    const figures = expected[method];
    if (figures === undefined) return;
    expect([stolen[0]?.amount, ofMixer(of(method))?.amount]).toEqual([figures.stolen, figures.mixer]);
  });

  // Poison as the main method walks on where the others leave off, so it may find more.
  test('ranges are the same whichever method that counts is the main one', () => {
    for (const method of methods.filter((one) => one !== 'poison')) {
      const { stolen, outcomes } = of(method);
      expect(stolen[0]?.range).toEqual(of('fifo').stolen[0]?.range);
      expect(ranges(outcomes)).toEqual(ranges(of('fifo').outcomes));
    }
  });

  test('poison reaches what any other method does', () => {
    const reached = new Set(
      of('poison').outcomes.flatMap(({ places }) => places.map(({ holding }) => holding)),
    );
    for (const method of methods) {
      const places = of(method).outcomes.flatMap((outcome) => outcome.places);
      expect(places.filter(({ holding }) => !reached.has(holding))).toEqual([]);
    }
  });
});
