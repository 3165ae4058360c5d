/** `npm run bench:exits`: what the ranking of exits finds in the Harmony case, with the baseline of the pool. */

import { DAYS, FIRST, measureHarmony, type Share } from './exits/harmony.ts';
import { harmonyDepositors, poolEvents } from './exits/pool-100.ts';

const started = process.hrtime.bigint();
const { deposits, leads, window, ranked, pool, before } = measureHarmony(poolEvents(), harmonyDepositors());
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const line = (cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const percent = ({ sharing, withdrawals }: Share) =>
  withdrawals === 0 ? '-' : `${((100 * sharing) / withdrawals).toFixed(1)} %`;
const row = (name: string, share: Share) =>
  line([name, share.recipients, share.withdrawals, share.sharing, percent(share)]);
const time = (seconds_: number) => new Date(seconds_ * 1000).toISOString();

process.stdout.write(
  `Harmony, 100 ETH pool: ${deposits} deposits; window ${time(window.from)} to ${time(window.to)} (${DAYS} days after the last)\n\n`,
);
line(['recipients', 'addresses', 'withdrawals', 'share the pattern', 'share']);
line(['---', '---:', '---:', '---:', '---:']);
for (const { name, shares } of ranked) {
  for (const [index, share] of shares.entries()) row(`first ${FIRST[index]}, ${name}`, share);
}
row('baseline: all of the pool, same window', pool);
row(
  `baseline: all of the pool, ${before.length} windows before`,
  before.reduce((sum, share) => ({
    recipients: sum.recipients + share.recipients,
    withdrawals: sum.withdrawals + share.withdrawals,
    sharing: sum.sharing + share.sharing,
  })),
);
const worst = before.reduce((most, share) =>
  share.sharing * most.withdrawals > most.sharing * share.withdrawals ? share : most,
);
row('the highest of these windows', worst);
process.stdout.write('\n');
line(['rule', 'leads', 'withdrawals', 'rivals', 'scores']);
line(['---', '---:', '---:', '---:', '---']);
for (const rule of new Set(leads.map((lead) => lead.rule))) {
  const own = leads.filter((lead) => lead.rule === rule);
  const scores = [...new Set(own.map(({ score }) => score.toFixed(3)))].join(', ');
  line([rule, own.length, own.flatMap((lead) => lead.withdrawals).length, own[0]?.rivals ?? 0, scores]);
}
for (const basis of new Set(leads.map((lead) => lead.basis))) process.stdout.write(`- ${basis}\n`);
process.stdout.write(`\n${seconds.toFixed(1)} s\n`);
