/** Whether amounts under a method add up to what was stolen: poison marks, and does not count (docs/methods.md). */
export const addsUp = (method: string): boolean => method !== 'poison';
