/** Which page stands at which address. */

import { Navigate, Route, Routes } from 'react-router';
import { CaseFrame } from './pages/case/case-frame.tsx';
import { ExposurePage } from './pages/case/exposure-page.tsx';
import { FlagsPage } from './pages/case/flags-page.tsx';
import { OutcomesPage } from './pages/case/outcomes-page.tsx';
import { OverviewPage } from './pages/case/overview-page.tsx';
import { PathsPage } from './pages/case/paths/paths-page.tsx';
import { TransactionsPage } from './pages/case/transactions-page.tsx';
import { VictimsPage } from './pages/case/victims-page.tsx';
import { GraphPage } from './pages/case/graph/graph-page.tsx';
import { TimelinePage } from './pages/case/timeline/timeline-page.tsx';
import { CaseListPage } from './pages/cases/case-list-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
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
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Shell>
  );
}
