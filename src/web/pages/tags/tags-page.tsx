/** Tags: what is said of many addresses, who an actor is, and the lists that were imported. */

import { Page } from '../../parts/page.tsx';
import panel from '../../parts/panel.module.css';
import { useMay } from '../../session/session.tsx';
import { ActorSearch } from './actor-search.tsx';
import { TagImport } from './tag-import.tsx';
import { TagLookup } from './tag-lookup.tsx';
import { TagSources } from './tag-sources.tsx';
import style from './tags.module.css';

export function TagsPage() {
  const isAdmin = useMay('admin');
  return (
    <Page title="Tags">
      <div className={style.page}>
        <div className={panel.panels}>
          <TagLookup />
          <ActorSearch />
        </div>
        <div className={panel.panels}>
          <TagSources />
          {isAdmin && <TagImport />}
        </div>
      </div>
    </Page>
  );
}
