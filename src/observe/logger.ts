/**
 * The log of a process: one JSON object a line, on the standard error output, without secrets. pino writes it; all that
 * is written passes `loggable` first.
 */

import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log, LogFacts } from './log.ts';
import { loggable } from './loggable.ts';
import { createRedact, type Redact } from './redact.ts';

/** From nothing to everything. */
export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Secrets that this process was given; hidden wherever they turn up. */
  readonly secrets: readonly string[];
  /** On every line, e.g. which kind of process this is. */
  readonly facts?: LogFacts;
  /** Takes the lines; default is the standard error output. */
  readonly to?: DestinationStream;
}

/** Opens the log of this process. */
export function createLogger({ level, secrets, facts = {}, to }: LoggerOptions): Log {
  const redact = createRedact(secrets);
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Errors are brought to their form before pino sees them.
    serializers: {},
    messageKey: 'message',
  };
  // Synchronous: the last line before a crash is the one that is wanted.
  const lines = pino(options, to ?? destination({ dest: 2, sync: true }));
  return logOver(lines, redact).child(facts);
}

function logOver(lines: Logger, redact: Redact): Log {
  const plain = (facts: LogFacts) => loggable(facts, redact) as Record<string, unknown>;
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, facts: LogFacts = {}) => {
      if (lines.isLevelEnabled(level)) lines[level](plain(facts), '%s', redact(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (facts) => logOver(lines.child(plain(facts)), redact),
  };
}
