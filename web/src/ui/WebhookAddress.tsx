import { curlOf } from '../model/triggers';
import { text } from '../text/en';
import { CopyBlock } from './Parts';

interface WebhookAddressProps {
  address: string;
  signed: boolean;
  /** Nothing is taken there just now. */
  off?: boolean;
}

/** Where events of a workflow are sent to, and a call that sends one. */
export function WebhookAddress({ address, signed, off = false }: WebhookAddressProps) {
  const { addressOff, addressSigned, addressHint } = text.triggers;
  return (
    <div className="stack">
      <div className="field">
        <span className="label">{text.triggers.address}</span>
        <CopyBlock value={address} label={text.triggers.address} />
        <span className="hint">{off ? addressOff : signed ? addressSigned : addressHint}</span>
      </div>
      {!off && (
        <div className="field">
          <span className="label">{text.triggers.tryIt}</span>
          <CopyBlock value={curlOf(address)} label={text.triggers.tryIt} />
          {signed && <span className="hint">{text.triggers.signedCall}</span>}
        </div>
      )}
    </div>
  );
}
