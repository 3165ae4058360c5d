/**
 * Ids of the Bitcoin part of a graph: dense integers from 0 on, so that columns can be indexed by them. They follow the
 * order of adding, so nothing that is shown may depend on them.
 */

/** Id of a transaction. */
export type TxId = number;
/** Id of an output. */
export type OutputId = number;
/** Id of a script; outputs of one address have one. */
export type ScriptId = number;

/** Stands for an id where there is none. */
export const NONE = -1;
