/** To whom an alert was sent, attempt by attempt, and sending it again. */

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import type { DeliveryJson } from '../../../api/types.ts';
import { Fetched } from '../../../parts/fetched.tsx';
import { LabelText } from '../../../parts/label-text.tsx';
import { ProblemNote } from '../../../parts/problem-note.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { useApi, useMay } from '../../../session/session.tsx';
import style from './alerts.module.css';

export interface DeliveriesProps {
  readonly caseId: string;
  readonly alertId: string;
}

interface Items {
  readonly items: readonly DeliveryJson[];
}

/** While one is on its way (ms). */
const ASKED_EVERY_MS = 2000;

export function Deliveries({ caseId, alertId }: DeliveriesProps) {
  const api = useApi();
  const path = `/v1/cases/${caseId}/alerts/${alertId}/deliveries`;
  const query = useQuery({
    queryKey: ['case', caseId, 'alerts', alertId],
    queryFn: ({ signal }) => api.get<Items>(path, { signal }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === 'queued') === true ? ASKED_EVERY_MS : false,
  });
  return (
    <>
      <h3>Deliveries</h3>
      <Fetched query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p>Nobody was told: the case had no webhook and no e-mail.</p>
          ) : (
            <ul className={style.deliveries}>
              {items.map((delivery) => (
                <li key={delivery.id}>
                  <Delivery delivery={delivery} path={path} />
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
    </>
  );
}

function Delivery({ delivery, path }: { readonly delivery: DeliveryJson; readonly path: string }) {
  const api = useApi();
  const queries = useQueryClient();
  const mayChange = useMay('investigator');
  const { id, channel, target, state, attempts } = delivery;
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.send('POST', `${path}/${id}/redeliver`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['case'] }),
  });
  return (
    <>
      <p className={style.row}>
        <span>
          {channel} to <LabelText text={target} />: <strong className={style[state]}>{state}</strong>
        </span>
        {mayChange && state !== 'queued' && (
          <button type="button" onClick={() => mutate()} disabled={isPending}>
            <Send aria-hidden size={16} /> Send again
          </button>
        )}
      </p>
      {error !== null && <ProblemNote error={error} />}
      <ol>
        {attempts.map(({ number, at, status, error: failure, milliseconds }) => (
          <li key={number} value={number}>
            <Utc time={at} /> after {milliseconds} ms: {status === null ? 'no answer' : `answer ${status}`}
            {failure !== null && (
              <>
                {' '}
                (<LabelText text={failure} />)
              </>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}
