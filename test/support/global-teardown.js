/** Stops and removes what `global-setup.js` started and made. */
export default async function tearDown() {
  for (const service of globalThis.coinhoundServices ?? []) await service.stop();
  globalThis.coinhoundTemporary?.();
}
