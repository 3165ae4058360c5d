/**
 * How likely so many or more events are where so many are expected.
 */

/** P(X >= count) of a Poisson distribution, 0 to 1; summed from the smaller side, exact to about 1e-12. */
export function poissonTail(count: number, expected: number): number {
  if (count <= 0) return 1;
  if (expected <= 0) return 0;
  let term = Math.exp(count * Math.log(expected) - expected - logFactorial(count));
  if (count <= expected) return Math.max(0, 1 - below(count, expected));
  let tail = 0;
  for (let k = count + 1; term > 0 && term > tail * 1e-17; k += 1) {
    tail += term;
    term *= expected / k;
  }
  return Math.min(1, tail);
}

function below(count: number, expected: number): number {
  let term = Math.exp(-expected);
  let total = 0;
  for (let k = 0; k < count; k += 1) {
    total += term;
    term *= expected / (k + 1);
  }
  return total;
}

function logFactorial(n: number): number {
  let total = 0;
  for (let k = 2; k <= n; k += 1) total += Math.log(k);
  return total;
}
