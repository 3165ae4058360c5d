/**
 * A name that came from outside (a label, an entity, a case): text only, isolated from its surroundings, its invisible letters
 * made visible, and cut where it is absurdly long.
 */

import { plainText } from '../../cases/plain-text.ts';

const LONGEST = 120;

export function LabelText({ text }: { readonly text: string }) {
  return (
    <bdi title={text.length > LONGEST ? labelText(text, 10 * LONGEST) : undefined}>{labelText(text)}</bdi>
  );
}

/** The same for places that take only text. */
export function labelText(text: string, longest = LONGEST): string {
  const shown = plainText(text);
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}
