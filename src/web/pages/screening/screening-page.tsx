/** What is known of one address: its tags, which of them decides and why, and the cases in which stolen value reached it. */

import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { guessChain, parseAddress } from '../../../core/address.ts';
import type { Chain } from '../../../core/chain.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import type { AddressTagsJson, ScreeningJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import panel from '../../parts/panel.module.css';
import { useApi } from '../../session/session.tsx';
import { AppearanceTable } from './appearance-table.tsx';
import { JudgedTags } from './judged-tags.tsx';

export function ScreeningPage() {
  const [asked, setAsked] = useSearchParams();
  const address = asked.get('address') ?? '';
  const [typed, setTyped] = useState(address);
  const [problem, setProblem] = useState<string | null>(null);
  const chain = chainOf(address);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = typed.trim();
    setProblem(problemOf(text));
    if (problemOf(text) === null) setAsked({ address: text });
  };
  return (
    <Page title="Screening">
      <div className={panel.panels}>
        <form onSubmit={submit} className={panel.panel} noValidate>
          <Field
            label="Address"
            hint="Bitcoin or Ethereum; the checksum is checked."
            problem={problem ?? (address === '' ? null : problemOf(address))}
          >
            {(control) => (
              <input
                {...control}
                type="search"
                className="mono"
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
          <div>
            <button type="submit" className="primary">
              <Search aria-hidden size={16} /> Screen
            </button>
          </div>
        </form>
        {chain !== null && <Screened key={address} chain={chain} address={address} />}
      </div>
    </Page>
  );
}

function Screened({ chain, address }: { readonly chain: Chain; readonly address: string }) {
  const api = useApi();
  const name = encodeURIComponent(address);
  const tags = useQuery({
    queryKey: ['tags', 'of', address],
    queryFn: ({ signal }) => api.get<AddressTagsJson>(`/v1/tags/${name}`, { signal }),
  });
  const screening = useQuery({
    queryKey: ['screening', address],
    queryFn: ({ signal }) => api.get<ScreeningJson>(`/v1/addresses/${chain}/${name}`, { signal }),
  });
  return (
    <>
      <Fetched query={tags}>{(found) => <JudgedTags found={found} />}</Fetched>
      <Fetched query={screening}>{(found) => <AppearanceTable found={found} />}</Fetched>
    </>
  );
}

/** Null for what is no address. */
const chainOf = (text: string): Chain | null =>
  problemOf(text) === null ? (guessChain(text) ?? 'bitcoin') : null;

function problemOf(text: string): string | null {
  if (text === '') return 'Which address?';
  try {
    parseAddress(guessChain(text) ?? 'bitcoin', text);
    return null;
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}
