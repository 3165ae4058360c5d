/**
 * The same flow as a table, for those who read rather than look.
 */

import { Amount } from '../../../parts/amount.tsx';
import type { Flow } from './flow.ts';
import style from './flow-section.module.css';
import { nodeName, shareWords } from './flow-words.ts';

export function FlowTable({ flow }: { readonly flow: Flow }) {
  return (
    <details className={style.table}>
      <summary>The flow as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.scroll} tabIndex={0} aria-label="The flow as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">Amount</th>
              <th scope="col">Share of what was stolen</th>
            </tr>
          </thead>
          <tbody>
            <FlowRows flow={flow} />
          </tbody>
        </table>
      </section>
      {flow.back > 0n && (
        <p className="quiet">
          <Amount amount={String(flow.back)} asset={flow.asset} /> went back to where it had been, which a
          picture from left to right cannot show; the graph does.
        </p>
      )}
    </details>
  );
}

function FlowRows({ flow }: { readonly flow: Flow }) {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  const nameOf = (id: string) => {
    const node = nodes.get(id);
    return node === undefined ? id : nodeName(node);
  };
  return flow.links.map(({ from, to, amount }) => (
    <tr key={`${from} ${to}`}>
      <td>
        <bdi>{nameOf(from)}</bdi>
      </td>
      <td>
        <bdi>{nameOf(to)}</bdi>
      </td>
      <td className="number">
        <Amount amount={String(amount)} asset={flow.asset} />
      </td>
      <td className="number">{shareWords(amount, flow)}</td>
    </tr>
  ));
}
