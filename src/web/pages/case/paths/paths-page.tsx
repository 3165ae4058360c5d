/**
 * The ways that stolen coins took, step by step: to a flag, to an address, or from a seed.
 */

import { useSearchParams } from 'react-router';
import type { ReportJson, SeedPathJson } from '../../../api/types.ts';
import { Fetched } from '../../../parts/fetched.tsx';
import { MainMethodNote } from '../main-method-note.tsx';
import { counted } from '../story.ts';
import { useReport, useResultList } from '../use-results.ts';
import { FlagChoices } from './flag-choices.tsx';
import { foundWays, type WayKind } from './found-ways.ts';
import { PathChain } from './path-chain.tsx';
import { PathForm } from './path-form.tsx';

export function PathsPage() {
  const [asked] = useSearchParams();
  const [address, seed] = [asked.get('address'), asked.get('seed')];
  return (
    <Fetched query={useReport()}>
      {(report) => (
        <>
          <PathForm key={`${address} ${seed}`} report={report} />
          <MainMethodNote what="Ways and their amounts" />
          {address === null ? (
            <FlagChoices report={report} seed={seed} />
          ) : (
            <Ways report={report} address={address} seed={seed} />
          )}
        </>
      )}
    </Fetched>
  );
}

interface WaysProps {
  readonly report: ReportJson;
  readonly address: string;
  readonly seed: string | null;
}

/** Ways that are shown at once. */
const MOST = 20;

function Ways({ report, address, seed }: WaysProps) {
  const [asked] = useSearchParams();
  const kind: WayKind = asked.get('way') === 'heaviest' ? 'heaviest' : 'shortest';
  const query = useResultList<SeedPathJson>('paths', seed === null ? { address } : { address, seed });
  return (
    <Fetched query={query}>
      {(known) => {
        const ways = foundWays(known, kind);
        if (ways.length === 0) {
          return (
            <p role="status">
              No way from {seed === null ? 'a seed' : `seed ${seed}`} to a flag at this address was found.
              Ways are kept for flagged addresses; the graph shows all.
            </p>
          );
        }
        return (
          <>
            {ways.length > 1 && <p role="status">{counted(ways.length, 'way')} from different seeds.</p>}
            {ways.slice(0, MOST).map((way) => (
              <PathChain key={way.key} report={report} way={way} kind={kind} />
            ))}
            {ways.length > MOST && (
              <p>and {counted(ways.length - MOST, 'more way')}: choose a seed above to see them.</p>
            )}
          </>
        );
      }}
    </Fetched>
  );
}
