/** Names for requests, so that one that is sent twice is done once. */

const BYTES = 16;

/** 128 random bits in hex. Not randomUUID: browsers have that with TLS only. */
export function requestKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
