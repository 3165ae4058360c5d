/** Which page stands at which address. */

import { Navigate, Route, Routes } from 'react-router';
import { AuditPage } from './pages/audit/audit-page.tsx';
import { AlertsPage } from './pages/case/alerts/alerts-page.tsx';
import { CaseFrame } from './pages/case/case-frame.tsx';
import { ExposurePage } from './pages/case/exposure-page.tsx';
import { FlagsPage } from './pages/case/flags-page.tsx';
import { GraphPage } from './pages/case/graph/graph-page.tsx';
import { OutcomesPage } from './pages/case/outcomes-page.tsx';
import { OverviewPage } from './pages/case/overview-page.tsx';
import { PathsPage } from './pages/case/paths/paths-page.tsx';
import { TimelinePage } from './pages/case/timeline/timeline-page.tsx';
import { TransactionsPage } from './pages/case/transactions-page.tsx';
import { VictimsPage } from './pages/case/victims-page.tsx';
import { CaseListPage } from './pages/cases/case-list-page.tsx';
import { KeysPage } from './pages/keys/keys-page.tsx';
import { NewCasePage } from './pages/new-case/new-case-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { ScreeningPage } from './pages/screening/screening-page.tsx';
import { TagsPage } from './pages/tags/tags-page.tsx';
import { KeyEntry } from './session/key-entry.tsx';
import { useSession } from './session/session.tsx';
import { Shell } from './shell/shell.tsx';

export function App() {
  const { holder } = useSession();
  if (holder === null) return <KeyEntry />;
  return (
    <Shell>
      <Routes>
        <Route index element={<Navigate to="/cases" replace />} />
        <Route path="cases" element={<CaseListPage />} />
        <Route path="cases/:caseId" element={<CaseFrame />}>
          <Route index element={<OverviewPage />} />
          <Route path="outcomes" element={<OutcomesPage />} />
          <Route path="flags" element={<FlagsPage />} />
          <Route path="paths" element={<PathsPage />} />
          <Route path="victims" element={<VictimsPage />} />
          <Route path="exposure" element={<ExposurePage />} />
          <Route path="transactions" element={<TransactionsPage />} />
          <Route path="graph" element={<GraphPage />} />
          <Route path="timeline" element={<TimelinePage />} />
          <Route path="alerts" element={<AlertsPage />} />
        </Route>
        <Route path="cases/new" element={<NewCasePage />} />
        <Route path="screening" element={<ScreeningPage />} />
        <Route path="tags" element={<TagsPage />} />
        <Route path="keys" element={<KeysPage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Shell>
  );
}
