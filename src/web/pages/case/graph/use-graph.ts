/**
 * What the page of the graph shows: the filtered and grouped view, the picture of it, what is chosen and what was found.
 */

import { useDeferredValue, useMemo, useState } from 'react';
import type { Picked } from './hit.ts';
import { filteredModel, type MoneyFilter, NO_FILTER } from './money-filter.ts';
import { groupedView, groupsAround, type Opened, openedGroups } from './money-groups.ts';
import type { MoneyModel } from './money-model.ts';
import { search } from './money-search.ts';
import { isGroup } from './money-view.ts';
import { sceneOf } from './scene.ts';

const NONE: ReadonlySet<string> = new Set();

export function useGraph(model: MoneyModel) {
  const [filter, setFilter] = useState<MoneyFilter>(NO_FILTER);
  const [opened, setOpened] = useState<Opened>(NONE);
  const [picked, setPicked] = useState<Picked | null>(null);
  const [text, setText] = useState('');
  const filtering = useDeferredValue(filter);
  const filtered = useMemo(() => filteredModel(model, filtering), [model, filtering]);
  const view = useMemo(() => groupedView(filtered, opened), [filtered, opened]);
  const scene = useMemo(() => sceneOf(view), [view]);
  const asked = useDeferredValue(text);
  const hits = useMemo(() => search(filtered, asked), [filtered, asked]);
  const found = useMemo(() => {
    if (asked.trim().length < 2) return null;
    const nodes = hits.nodes.flatMap((id) => view.shownAs.get(id) ?? []);
    const isHit = new Set(hits.links);
    const links =
      isHit.size === 0 ? [] : view.links.filter(({ parts }) => parts.some(({ id }) => isHit.has(id)));
    const ends = links.flatMap(({ id, from, to }) => [id, from, to]);
    return {
      order: [...new Set([...nodes, ...links.map(({ id }) => id)])],
      shown: new Set([...nodes, ...ends]),
    };
  }, [hits, asked, view]);

  /** Opens a group, or closes the one that a node is in. @returns what is to be chosen then */
  const toggle = (id: string): string | null => {
    const node = view.nodes.find((each) => each.id === id);
    if (node === undefined) return null;
    const now = opened === 'all' ? openedGroups(view) : new Set(opened);
    const around = view.groupsOf.get(id)?.[0];
    const isOpening = isGroup(node);
    if (!isOpening && around === undefined) return id;
    if (isOpening) now.add(id);
    else now.delete(around ?? '');
    setOpened(now);
    return isOpening ? (node.inner[0]?.id ?? null) : (around ?? null);
  };
  /** Opens whatever groups an address is in. */
  const reveal = (id: string) => {
    if (!filtered.nodes.has(id)) setFilter(NO_FILTER);
    const around = groupsAround(model, id);
    setOpened((now) => (now === 'all' ? now : new Set([...now, ...around])));
  };
  return {
    filter,
    setFilter,
    setOpened,
    picked,
    setPicked,
    text,
    setText,
    filtered,
    view,
    scene,
    found,
    toggle,
    reveal,
  };
}
