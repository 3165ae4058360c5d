/** Good answers with something changed. */

/** New values by path, such as `vin.0.prevout.value`; undefined removes the field. */
export type Changes = Readonly<Record<string, unknown>>;

/** The JSON text with the changes applied. */
export function changed(content: string, changes: Changes): string {
  const root = { value: JSON.parse(content) as unknown };
  for (const [path, value] of Object.entries(changes)) change(root, `value.${path}`.split('.'), value);
  return JSON.stringify(root.value);
}

function change(parent: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  const fields = parent as Record<string, unknown>;
  if (rest.length > 0) change(fields[key], rest, value);
  else if (value === undefined) delete fields[key];
  else fields[key] = value;
}
