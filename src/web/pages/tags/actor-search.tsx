/** Finds an actor, or an entity that tags name. */

import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ApiError } from '../../api/client.ts';
import type { EntityJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { Field } from '../../parts/field.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import panel from '../../parts/panel.module.css';
import { useApi } from '../../session/session.tsx';

export function ActorSearch() {
  const [asked, setAsked] = useSearchParams();
  const actor = asked.get('actor') ?? '';
  // A link to another actor fills the field anew.
  return (
    <SearchForm key={actor} actor={actor} onAsk={(text) => setAsked(text === '' ? {} : { actor: text })} />
  );
}

interface SearchFormProps {
  readonly actor: string;
  onAsk(text: string): void;
}

function SearchForm({ actor, onAsk }: SearchFormProps) {
  const [typed, setTyped] = useState(actor);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(typed.trim());
  };
  return (
    <section aria-labelledby="actor" className={panel.panel}>
      <h2 id="actor">Find an actor</h2>
      <form onSubmit={submit} className={panel.form}>
        <Field label="Actor or entity" hint="By id, label or alias, whatever the capitals.">
          {(control) => (
            <input
              {...control}
              type="search"
              autoComplete="off"
              maxLength={200}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <button type="submit">
          <Search aria-hidden size={16} /> Find
        </button>
      </form>
      {actor !== '' && <Found actor={actor} />}
    </section>
  );
}

function Found({ actor }: { readonly actor: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['actors', actor],
    queryFn: ({ signal }) => api.get<EntityJson>(`/v1/actors/${encodeURIComponent(actor)}`, { signal }),
  });
  if (query.error instanceof ApiError && query.error.status === 404) {
    return <p role="status">No actor and no tag has that name.</p>;
  }
  return <Fetched query={query}>{(entity) => <Entity found={entity} />}</Fetched>;
}

function Entity({ found: { entity, addresses, byConcept, actors } }: { readonly found: EntityJson }) {
  const concepts = Object.entries(byConcept);
  return (
    <>
      <h3>
        <LabelText text={entity} />
      </h3>
      <dl className={panel.facts}>
        <dt>Addresses</dt>
        <dd>{addresses.toLocaleString('en')} tagged with it</dd>
        {concepts.length > 0 && (
          <>
            <dt>By concept</dt>
            <dd>{concepts.map(([concept, count]) => `${concept} ${count}`).join(', ')}</dd>
          </>
        )}
      </dl>
      {actors.map((one) => (
        <dl key={one.import + one.id} className={panel.facts}>
          <Fact name="Id" text={one.id} />
          <Fact name="Page" text={one.uri} />
          <Fact name="Categories" text={one.categories.join(', ')} />
          <Fact name="Jurisdictions" text={one.jurisdictions.join(', ')} />
          <Fact name="Aliases" text={one.aliases.join(', ')} />
          {Object.entries(one.context).map(([name, value]) => (
            <Fact key={name} name={name} text={typeof value === 'string' ? value : value.join(', ')} />
          ))}
          <Fact name="Imported as" text={one.import} />
        </dl>
      ))}
    </>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string }) {
  if (text === '') return null;
  return (
    <>
      <dt>
        <LabelText text={name} />
      </dt>
      <dd>
        <LabelText text={text} />
      </dd>
    </>
  );
}
