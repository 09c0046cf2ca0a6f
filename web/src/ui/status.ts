import type { Answer } from '../api/client';
import { text } from '../text/en';
import type { Tone } from './Parts';

export type RunStatus = Answer<'GET /runs/{runId}'>['status'];

const RUN: Record<RunStatus, Tone> = {
  accepted: 'plain',
  running: 'info',
  waiting_for_approval: 'warn',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'plain',
  timed_out: 'bad',
};

const WORKFLOW: Record<string, Tone> = {
  blueprint: 'plain',
  active_waiting: 'good',
  active_running: 'info',
  stopped: 'plain',
  error: 'bad',
};

const STEP: Record<string, Tone> = {
  succeeded: 'good',
  failed: 'bad',
  timed_out: 'bad',
  failed_continued: 'warn',
  running: 'info',
  waiting: 'warn',
  waiting_for_approval: 'warn',
  waiting_to_retry: 'warn',
};

export function runTone(status: RunStatus): Tone {
  return RUN[status];
}

export function workflowTone(status: string): Tone {
  return WORKFLOW[status] ?? 'plain';
}

export function workflowStatus(status: string): string {
  return (text.workflowStatus as Record<string, string>)[status] ?? status;
}

export function isOver(status: RunStatus): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled' || status === 'timed_out';
}

export function stepTone(status: string): Tone {
  return STEP[status] ?? 'plain';
}
