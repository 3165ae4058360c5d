/**
 * Labels of metrics take few values. Each value is a series that is kept for ever, so what could be an id is held back.
 */

const OTHER = 'other';

/**
 * Lets the first values through and calls all further ones `other`.
 * @param most values at the most, `other` not counted
 */
export function createLabel(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return OTHER;
    known.add(value);
    return value;
  };
}
