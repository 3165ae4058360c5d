/** A clock that the test moves, in every test of the file that calls it, and a request to time. */
import { afterEach, beforeEach, jest } from '@jest/globals';
import type { Request } from '../../../src/explorers/transport/request.ts';

export function useMovedClock(): void {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
}

export const REQUEST: Request = {
  origin: { provider: 'test', url: 'http://explorer/x', path: '/x' },
  check: () => {},
  posted: null,
  validity: () => 'once',
  part: null,
  tip: null,
  isFresh: false,
};
