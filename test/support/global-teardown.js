/** Stops what `global-setup.js` started. */
export default async function tearDown() {
  for (const service of globalThis.coinhoundServices ?? []) await service.stop();
}
