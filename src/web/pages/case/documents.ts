/**
 * The documents that there are of a run: where they are, and the names that the API gives their files.
 */

export interface CaseDocument {
  readonly title: string;
  readonly what: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of the file. */
  readonly name: string;
}

interface RunOfDocuments {
  readonly id: string;
  readonly number: number;
}

/** In the order in which they are asked for. */
export function documentsOf(caseId: string, { id: run, number }: RunOfDocuments): CaseDocument[] {
  const at = `/v1/cases/${caseId}`;
  const report = (format: string, title: string, what: string): CaseDocument => ({
    title,
    what,
    path: `${at}/report`,
    query: { run, format },
    name: `case-${caseId}.${format}`,
  });
  return [
    report('pdf', 'PDF', 'report to hand over'),
    report('html', 'HTML', 'report in one file'),
    report('csv', 'CSV', 'tables for spreadsheets'),
    report('json', 'JSON', 'report for programs'),
    {
      title: 'GraphML',
      what: 'graph for Gephi, yEd',
      path: `${at}/graph`,
      query: { run, format: 'graphml' },
      name: `case-${caseId}.graphml`,
    },
    {
      title: 'Evidence bundle',
      what: 'signed, for coinhound verify',
      path: `${at}/bundle`,
      query: { run },
      name: `case-${caseId}-run-${number}.zip`,
    },
  ];
}
