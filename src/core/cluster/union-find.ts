/**
 * Disjoint sets of numbers from 0 on. The smallest number of a set stands for it, so that the result does not depend on the
 * order of the unions.
 */

export class UnionFind {
  readonly #parents: number[] = [];
  readonly #sizes: number[] = [];

  /** How many numbers there are. */
  get length(): number {
    return this.#parents.length;
  }

  /** Adds the next number as a set of its own. */
  add(): number {
    this.#sizes.push(1);
    return this.#parents.push(this.#parents.length) - 1;
  }

  /** The smallest number of the set that a number is in. */
  find(item: number): number {
    let root = item;
    for (let parent = this.#parent(root); parent !== root; parent = this.#parent(root)) root = parent;
    for (let at = item; at !== root; ) {
      const next = this.#parent(at);
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  /** Makes one set of two. @returns the number that stands for it */
  union(a: number, b: number): number {
    const [first, second] = [this.find(a), this.find(b)];
    if (first === second) return first;
    const [root, other] = first < second ? [first, second] : [second, first];
    this.#sizes[root] = this.sizeOf(root) + this.sizeOf(other);
    this.#parents[other] = root;
    return root;
  }

  /** How many numbers are in the set of a number. */
  sizeOf(item: number): number {
    return this.#sizes[this.find(item)] ?? 0;
  }

  #parent(item: number): number {
    return this.#parents[item] ?? item;
  }
}
