import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAsk } from '../api/hooks';
import type { FlowNode } from '../model/definition';
import { text } from '../text/en';
import { kindsOf } from '../model/connections';
import { Button } from '../ui/Button';
import { ConnectionDialog } from '../ui/ConnectionDialog';
import { SelectField } from '../ui/Field';

interface ConnectionChoiceProps {
  node: FlowNode;
  fault: string | undefined;
  onChange: (connectionId: string | undefined) => void;
}

/** What a call signs in with, where its connector takes connections. */
export function ConnectionChoice({ node, fault, onChange }: ConnectionChoiceProps) {
  const kinds = useAsk('GET /connection-kinds');
  const connections = useAsk('GET /connections');
  const [making, setMaking] = useState(false);
  const own = kindsOf(kinds.data?.kinds ?? []).filter((kind) => kind.connector === node.connector);
  const takes = own.length > 0;
  const fitting = (connections.data?.connections ?? []).filter((one) => one.connector === node.connector);
  if (!takes && !node.connectionId && !fault) return null;
  return (
    <div className="stack tight">
      <SelectField
        label={text.connections.one}
        hint={<Link href="/connectors">{text.connections.toAll}</Link>}
        fault={fault}
        value={node.connectionId ?? ''}
        onChange={(event) => onChange(event.target.value || undefined)}
        options={[
          { value: '', label: text.connections.noneChosen },
          ...fitting.map((one) => ({ value: one.id, label: one.name })),
        ]}
      />
      {takes && (
        <div>
          <Button small icon={<Plus size={14} />} onClick={() => setMaking(true)}>
            {text.connections.create}
          </Button>
        </div>
      )}
      {making && (
        <ConnectionDialog
          kinds={own}
          connection={undefined}
          onMade={onChange}
          onClose={() => setMaking(false)}
        />
      )}
    </div>
  );
}
