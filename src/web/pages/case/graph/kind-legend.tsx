/**
 * The kinds that a picture shows, each with its icon and colour.
 */

import type { Ref } from 'react';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import style from './kind-legend.module.css';

export function KindLegend({
  ref,
  kinds,
}: {
  readonly ref?: Ref<HTMLUListElement>;
  readonly kinds: readonly string[];
}) {
  return (
    <ul ref={ref} className={style.legend} aria-label="Kinds">
      {kinds.map((kind) => (
        <li key={kind} data-kind={kind}>
          <KindBadge kind={kind} />
        </li>
      ))}
    </ul>
  );
}
