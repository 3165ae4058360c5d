/** What happens in a case, live: server-sent events, over fetch because the key travels in a header. */

import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Api } from './client.ts';

export interface CaseEvent {
  readonly kind: string;
  readonly data: unknown;
}

const AGAIN_MS = 2000;

/**
 * Follows a case until the signal says stop; comes back by itself where it was when the stream ends.
 * @param after number of the last event that is known
 */
export async function followCase(
  api: Api,
  caseId: string,
  after: number,
  signal: AbortSignal,
  onEvent: (event: CaseEvent) => void,
): Promise<void> {
  let last = String(after);
  while (!signal.aborted) {
    try {
      const { body } = await api.open(`/v1/cases/${caseId}/events`, {
        signal,
        headers: { 'last-event-id': last },
      });
      if (body === null) return;
      const reader = body
        .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
        .pipeThrough(new EventSourceParserStream())
        .getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        const { id, event = 'message', data } = next.value;
        if (id !== undefined) last = id;
        onEvent({ kind: event, data: JSON.parse(data) });
      }
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
