/** Opens a case. */

import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { OpenedJson } from '../../api/types.ts';
import { Page } from '../../parts/page.tsx';
import { SecretText } from '../../parts/secret-text.tsx';
import { useMay } from '../../session/session.tsx';
import { NewCaseForm } from './new-case-form.tsx';

export function NewCasePage() {
  const [kept, setKept] = useState<OpenedJson | null>(null);
  const navigate = useNavigate();
  const mayOpen = useMay('investigator');
  const opened = (answer: OpenedJson, hasOwnSecret: boolean) => {
    if (answer.webhookSecret === null || hasOwnSecret) navigate(`/cases/${answer.caseId}`);
    else setKept(answer);
  };
  if (!mayOpen) {
    return (
      <Page title="New case">
        <p>Your key may read. Opening a case needs one of an investigator or an admin.</p>
      </Page>
    );
  }
  if (kept !== null) return <SecretPage opened={kept} />;
  return (
    <Page title="New case">
      <NewCaseForm onOpened={opened} />
    </Page>
  );
}

function SecretPage({ opened: { caseId, webhookSecret } }: { readonly opened: OpenedJson }) {
  return (
    <Page title="The case is open">
      <p>This secret signs the alerts that the webhook gets. It is shown this once.</p>
      <SecretText name="The secret" text={webhookSecret ?? ''} />
      <p>
        <Link to={`/cases/${caseId}`} className="button primary">
          Go to the case
        </Link>
      </p>
    </Page>
  );
}
