import { curlOf } from '../model/triggers';
import { text } from '../text/en';
import { CopyBlock } from './Parts';

/** Where events of a workflow are sent to, and a call that sends one. */
export function WebhookAddress({ address, signed }: { address: string; signed: boolean }) {
  return (
    <div className="stack">
      <div className="field">
        <span className="label">{text.triggers.address}</span>
        <CopyBlock value={address} label={text.triggers.address} />
        <span className="hint">{signed ? text.triggers.addressSigned : text.triggers.addressHint}</span>
      </div>
      <div className="field">
        <span className="label">{text.triggers.tryIt}</span>
        <CopyBlock value={curlOf(address)} label={text.triggers.tryIt} />
        {signed && <span className="hint">{text.triggers.signedCall}</span>}
      </div>
    </div>
  );
}
