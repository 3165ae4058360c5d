/**
 * What the other layers know of logging: four levels, a message, and facts beside it. What stands behind it is in
 * `logger.ts`; nobody else sees a logging library.
 */

/** Facts of a line. Ids have fixed names: `case`, `run`, `hop`, `provider`, `job`, `requestId`. */
export type LogFacts = Readonly<Record<string, unknown>>;

export interface Log {
  debug(message: string, facts?: LogFacts): void;
  info(message: string, facts?: LogFacts): void;
  warn(message: string, facts?: LogFacts): void;
  error(message: string, facts?: LogFacts): void;
  /** A log whose every line carries these facts. */
  child(facts: LogFacts): Log;
}
