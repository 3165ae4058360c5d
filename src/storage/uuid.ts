/**
 * Ids from outside. What cannot be an id names no row; asking SQL for it would be an error of another kind.
 */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** True for the form in which SQL prints a uuid. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
