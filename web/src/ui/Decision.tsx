import { useState } from 'react';
import { useTell } from '../api/hooks';
import { useMay } from '../api/session';
import type { Json } from '../api/types';
import { text } from '../text/en';
import { Button } from './Button';
import { TextArea } from './Field';
import { ago, moment } from './format';
import { CopyBlock, Note } from './Parts';
import { ProblemNote } from './Problem';
import { say } from './Toasts';

interface Asked {
  id: string;
  title: string;
  message: string;
  arguments: Json;
  expiresAt: string;
  separateDecider: boolean;
  requestedBy: string;
}

/** What is asked, exactly what will be done, until when; and the answer to it. */
export function Decision({ runId, approval }: { runId: string; approval: Asked }) {
  const [comment, setComment] = useState('');
  const mayDecide = useMay('editor');
  const decide = useTell('POST /runs/{runId}/approve', ['GET /runs', 'GET /runs/{runId}']);
  const answer = (decision: 'approved' | 'rejected') =>
    decide.mutate(
      {
        path: { runId },
        // On the very request that was read: another that came meanwhile is refused.
        body: { decision, approvalId: approval.id, ...(comment.trim() ? { comment: comment.trim() } : {}) },
      },
      { onSuccess: () => say(decision === 'approved' ? text.approvals.approved : text.approvals.rejected) },
    );
  return (
    <div className="stack">
      <div className="row between top wrap">
        <div className="stack tight decision-asked">
          <h2>{approval.title}</h2>
          {approval.message && <p className="decision-message">{approval.message}</p>}
        </div>
        <div className="muted small stack tight">
          <span title={moment(approval.expiresAt)}>{text.approvals.until(ago(approval.expiresAt))}</span>
          <span>{text.approvals.asks(approval.requestedBy)}</span>
        </div>
      </div>
      <div className="stack tight">
        <h3>{text.approvals.arguments}</h3>
        <CopyBlock value={JSON.stringify(approval.arguments, null, 2)} label={text.approvals.arguments} />
      </div>
      {approval.separateDecider && <Note>{text.approvals.separate}</Note>}
      {decide.isError && <ProblemNote error={decide.error} />}
      {mayDecide ? (
        <>
          <TextArea
            label={text.approvals.comment}
            rows={2}
            maxLength={2_000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
          <div className="row">
            <Button look="primary" busy={decide.isPending} onClick={() => answer('approved')}>
              {text.approvals.approve}
            </Button>
            <Button look="danger" busy={decide.isPending} onClick={() => answer('rejected')}>
              {text.approvals.reject}
            </Button>
          </div>
        </>
      ) : (
        <Note>{text.approvals.forEditors}</Note>
      )}
    </div>
  );
}
