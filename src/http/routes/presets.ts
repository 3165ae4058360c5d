/**
 * Presets: known cases to fill a form with.
 */

import Type, { type Static } from 'typebox';
import { CaseBody } from '../../cases/case-body.ts';
import { PRESET_SOURCES, type Preset } from '../../cases/preset.ts';
import type { ApiServer } from '../api-server.ts';
import type { HttpDeps } from '../deps.ts';
import { closed } from '../schemas/values.ts';

const PresetForm = Type.Object(
  {
    id: Type.String(),
    source: Type.Enum([...PRESET_SOURCES], {
      description: 'A known case, or one of recorded data that come with the package.',
    }),
    title: Type.String(),
    notes: Type.Array(Type.String(), { description: 'What must be known of the recorded data.' }),
    body: CaseBody,
  },
  closed,
);

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
