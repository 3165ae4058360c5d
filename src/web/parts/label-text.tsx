/**
 * A name that came from outside (a label, an entity, a case): text only, isolated from its surroundings, its invisible letters
 * made visible, and cut where it is absurdly long.
 */

import { plainText } from '../../cases/plain-text.ts';

const LONGEST = 120;

export interface LabelTextProps {
  readonly text: string;
  /** Where it is cut; 120 letters when nothing is said. */
  readonly longest?: number;
}

export function LabelText({ text, longest = LONGEST }: LabelTextProps) {
  return (
    <bdi title={text.length > longest ? labelText(text, 10 * longest) : undefined}>
      {labelText(text, longest)}
    </bdi>
  );
}

/** The same for places that take only text. */
export function labelText(text: string, longest = LONGEST): string {
  const shown = plainText(text);
  return shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
}
