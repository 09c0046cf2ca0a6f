import type { ComponentType } from 'react';
import type { JsonObject } from '../../api/types';
import { SCHEDULE, WEBHOOK } from '../../model/triggers';
import { ScheduleForm } from './ScheduleForm';
import { WebhookForm } from './WebhookForm';

export interface OwnFormProps {
  config: JsonObject;
  onChange: (next: JsonObject, field: string) => void;
  /** What is wrong, by the pointer below the config. */
  faults: ReadonlyMap<string, string>;
}

/** Triggers whose form says more than their schema could. All others are drawn from theirs. */
const OWN: Record<string, ComponentType<OwnFormProps>> = {
  [SCHEDULE]: ScheduleForm,
  [WEBHOOK]: WebhookForm,
};

export function ownForm(node: { type: string; connector?: string }): ComponentType<OwnFormProps> | undefined {
  return node.type === 'trigger' ? OWN[node.connector ?? ''] : undefined;
}
