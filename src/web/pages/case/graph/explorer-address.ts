/**
 * Where an explorer shows a transaction or an address: the template of the installation, filled in.
 */

/** Templates with `{txid}` or `{address}`; empty for none. */
export interface ExplorerTemplates {
  readonly transaction: string;
  readonly address: string;
}

/** @returns null where there is no template, or it leads to no page of the web */
export function explorerAddress(
  templates: ExplorerTemplates | undefined,
  what: keyof ExplorerTemplates,
  text: string,
): string | null {
  const template = templates?.[what] ?? '';
  if (!/^https?:\/\//.test(template)) return null;
  return template.replace(what === 'transaction' ? '{txid}' : '{address}', () => encodeURIComponent(text));
}
