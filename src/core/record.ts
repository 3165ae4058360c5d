/** Whether a parsed value (JSON, YAML) is a map of fields, neither a list nor a plain value. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
