/**
 * An HTTP answer as a value. Both explorers build these; `sendAnswer` is the only place that writes one out.
 */

import type { FastifyReply } from 'fastify';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Seconds for `Cache-Control: public, max-age`; null sends no such header. */
  readonly maxAge: number | null;
}

/** A page of the web server that stands in front of an explorer: what it says instead of the explorer. */
export function webPage(status: number, title: string): Answer {
  const head = `<head><title>${title}</title></head>`;
  const body = `<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>`;
  return { status, type: 'text/html', body: `<html>\r\n${head}\r\n${body}\r\n</html>\r\n`, maxAge: null };
}

/** Raised by a route to end with this answer: what the explorer says to a request that it refuses. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`refused with status ${answer.status}`);
    this.answer = answer;
  }
}

/** The answer of `route`, be it returned or raised as a refusal. */
export function answerOf(route: () => Answer): Answer {
  try {
    return route();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** Sends `answer`. */
export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  reply.code(answer.status).header('content-type', answer.type);
  if (answer.maxAge !== null) reply.header('cache-control', `public, max-age=${answer.maxAge}`);
  return reply.send(typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body));
}
