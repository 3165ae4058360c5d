/** What something is (mixer, exchange, unspent …): by its name, an icon and its colour. */

import {
  ArrowLeftRight,
  Ban,
  Building2,
  CircleDollarSign,
  CircleHelp,
  Coins,
  FileCode2,
  Flame,
  type LucideIcon,
  type LucideProps,
  Server,
  Shuffle,
  Sprout,
  Users,
  Wallet,
} from 'lucide-react';
import style from './kind-badge.module.css';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  seed: Sprout,
  mixer: Shuffle,
  'mixer-depositor': Shuffle,
  coinjoin: Shuffle,
  sanctioned: Ban,
  exchange: Building2,
  'cash-out': Building2,
  bridge: ArrowLeftRight,
  service: Server,
  contract: FileCode2,
  'high-activity': Users,
  unspent: Coins,
  fees: CircleDollarSign,
  burned: Flame,
  'below-threshold': CircleHelp,
  'not-explored': CircleHelp,
};

/** Kinds of flags have the colours of the outcomes that they lead to. */
const COLOUR_OF: Readonly<Record<string, string>> = {
  'mixer-depositor': 'mixer',
  coinjoin: 'mixer',
  'cash-out': 'exchange',
};

export function KindBadge({ kind }: { readonly kind: string }) {
  return (
    <span className={style.badge} style={{ color: kindColour(kind) }}>
      <KindIcon kind={kind} size={16} /> {kind}
    </span>
  );
}

/** The icon of a kind; its name must stand beside it. */
export function KindIcon({ kind, ...props }: { readonly kind: string } & LucideProps) {
  const Icon = ICONS[kind] ?? Wallet;
  return <Icon aria-hidden {...props} />;
}

/** The colour of a kind as CSS. */
export const kindColour = (kind: string): string =>
  `var(--kind-${COLOUR_OF[kind] ?? kind}, var(--kind-address))`;
