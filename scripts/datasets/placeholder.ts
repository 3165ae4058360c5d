/**
 * Stand-ins for ids that a source does not have: 48 zero digits and a 16-digit hex number, visibly no hash.
 * `syntheticIds` in dataset.json tells readers that a dataset holds them.
 */

/** 64 hex digits, 48 of them leading zeros, from a number >= 0. Without `0x`. */
export function placeholderId(number: number): string {
  return '0'.repeat(48) + number.toString(16).padStart(16, '0');
}
