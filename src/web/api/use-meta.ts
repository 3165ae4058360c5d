/** What the installation tells of itself: it does not change while a page is open. */

import { useQuery } from '@tanstack/react-query';
import { useApi } from '../session/session.tsx';
import type { MetaJson } from './types.ts';

/** Undefined until it is there, and where it cannot be had: nothing waits for it. */
export function useMeta(): MetaJson | undefined {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ['meta'],
    queryFn: ({ signal }) => api.get<MetaJson>('/v1/meta', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
