/**
 * Presets: known cases to fill a form with.
 */

import Type, { type Static } from 'typebox';
import type { Preset } from '../../cases/preset.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import { PresetForm } from '../schemas/preset.ts';
import { closed } from '../schemas/values.ts';

/** Adds the route. */
export function presetRoute(app: ApiServer, deps: Pick<HttpDeps, 'presets'>): void {
  const schema = {
    summary: 'Known cases, as bodies that a case can be opened with',
    tags: ['cases'],
    response: { 200: Type.Object({ items: Type.Array(PresetForm) }, closed) },
  };
  app.get('/v1/presets', { config: { access: 'viewer' }, schema }, async () => ({
    items: deps.presets.map(presetJson),
  }));
}

function presetJson({ notes, ...preset }: Preset): Static<typeof PresetForm> {
  return { ...preset, notes: [...notes] };
}
