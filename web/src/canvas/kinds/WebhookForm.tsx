import { text } from '../../text/en';
import { SelectField } from '../../ui/Field';
import { asText } from '../../ui/FormParts';
import type { OwnFormProps } from './forms';

/** How senders prove who they are, and what they get back. */
export function WebhookForm({ config, onChange, faults }: OwnFormProps) {
  const put = (name: string, value: string) => {
    const { [name]: _, ...others } = config;
    onChange(value === '' ? others : { ...others, [name]: value }, name);
  };
  return (
    <div className="stack">
      <SelectField
        label={text.webhook.mode}
        value={asText(config.responseMode ?? 'async')}
        fault={faults.get('/responseMode')}
        onChange={(event) => put('responseMode', event.target.value)}
        options={Object.entries(text.webhook.modes).map(([value, label]) => ({ value, label }))}
      />
      <SelectField
        label={text.webhook.signature}
        hint={text.webhook.signatureHint}
        value={asText(config.signature)}
        fault={faults.get('/signature')}
        onChange={(event) => put('signature', event.target.value)}
        options={Object.entries(text.webhook.signatures).map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}
