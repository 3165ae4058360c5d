/** What must hold, or the naive accounting stops: it never goes on with a figure that is off by a unit. */
export function mustBe(holds: boolean, what: () => string): void {
  if (!holds) throw new Error(`naive accounting: ${what()}`);
}
