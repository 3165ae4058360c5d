/**
 * The refusal of an idempotency key that names another request.
 */

import { ConflictError } from '../core/errors.ts';

/** @param caseId the case that was opened under the key */
export function usedKey(caseId: string): ConflictError {
  return new ConflictError(
    'the idempotency key was used with another body; send the same body again, or another key',
    { field: 'idempotencyKey', case: caseId },
  );
}
