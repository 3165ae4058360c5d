/** What is shown of a call: that it is under way, what went wrong, or what came. */

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemNote } from './problem-note.tsx';

export interface FetchedProps<T> {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
}

export function Fetched<T>({ query: { data, error }, children }: FetchedProps<T>) {
  if (data !== undefined) {
    // What is known stays, with a word that it could not be looked at again.
    return (
      <>
        {error !== null && <ProblemNote error={error} />}
        {children(data)}
      </>
    );
  }
  if (error !== null) return <ProblemNote error={error} />;
  return (
    <p role="status" className="quiet">
      Loading …
    </p>
  );
}
