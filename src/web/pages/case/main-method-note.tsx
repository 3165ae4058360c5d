/** Said where figures stay those of the main method while another one is chosen. */

import { useCase } from './case-context.tsx';

/** @param what what is shown, as the subject of the sentence */
export function MainMethodNote({ what }: { readonly what: string }) {
  const { method, methods } = useCase();
  if (method === methods[0]) return null;
  return (
    <p className="quiet">
      {what} are those of the main method, {methods[0]}, not of {method}.
    </p>
  );
}
