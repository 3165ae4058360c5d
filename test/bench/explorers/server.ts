/**
 * An explorer in a process of its own, so that it takes nothing from the processor of those who ask it: `server.ts DIR PORT LATENCY
 * LIMIT`, with 0 for no limit. Says where it is, and on request what it saw.
 */
import { subscribe } from 'node:diagnostics_channel';
import { startReplay } from '../../../src/replay/server.ts';
import type { Seen } from './served.ts';

const [dir = '', port = '', latency = '', limit = ''] = process.argv.slice(2);
const now = () => performance.timeOrigin + performance.now();
let [firstAt, refused, before] = [0, 0, 0];
subscribe('http.server.request.start', () => {
  firstAt ||= now();
});
subscribe('http.server.response.finish', (message) => {
  const { response } = message as { response: { statusCode: number } };
  if (response.statusCode === 429) refused += 1;
});
const replay = await startReplay({
  dir,
  port: Number(port),
  latencyMs: Number(latency),
  ...(limit === '0' ? {} : { requestsPerSecond: Number(limit) }),
});
process.on('message', (asked) => {
  if (asked === 'forget') {
    [firstAt, refused, before] = [0, 0, replay.requests()];
    return;
  }
  const seen: Seen = {
    firstAt,
    requests: replay.requests() - before,
    busiestSecond: replay.busiestSecond(),
    refused,
  };
  process.send?.(seen);
});
process.on('disconnect', () => process.exit());
process.send?.(replay.url);
