import { Search } from 'lucide-react';
import { useState } from 'react';
import { groupOf } from '../model/kinds';
import { starts } from '../model/triggers';
import { text } from '../text/en';
import { Dialog } from '../ui/Dialog';
import { KindSign } from '../ui/KindSign';
import { nameOf, type Offer } from './Palette';

interface StartPickerProps {
  offers: Offer[];
  /** Whether something starts the workflow already, whose place is taken. */
  replaces: boolean;
  onChoose: (offer: Offer) => void;
  onClose: () => void;
}

/** So many are found without looking for them. */
const FEW = 8;

/** What a workflow can be started by: a call, or an event of any kind. */
export function StartPicker({ offers, replaces, onChoose, onClose }: StartPickerProps) {
  const [query, setQuery] = useState('');
  const all = offers
    .filter(starts)
    .sort((one, other) => Number(other.type === 'action_input') - Number(one.type === 'action_input'));
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((offer) => {
    const says = `${titleOf(offer)} ${hintOf(offer)} ${offer.connector ?? ''}`.toLowerCase();
    return words.every((word) => says.includes(word));
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={text.triggers.pick}
      description={replaces ? text.triggers.pickNext : text.triggers.pickHint}
      wide
    >
      {all.length > FEW && (
        <div className="palette-search start-search">
          <Search size={15} aria-hidden />
          <input
            className="input"
            type="search"
            aria-label={text.triggers.search}
            placeholder={text.triggers.search}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
      )}
      {found.length === 0 && <p className="muted">{text.triggers.noneFound}</p>}
      <div className="choices starts">
        {found.map((offer) => (
          <button
            key={`${offer.type} ${offer.connector ?? ''} ${offer.operation ?? ''}`}
            type="button"
            className="choice"
            onClick={() => onChoose(offer)}
          >
            <strong>
              <span className={`flow-sign small ${groupOf(offer.type)}`}>
                <KindSign type={offer.type} connector={offer.connector} size={15} />
              </span>
              {titleOf(offer)}
            </strong>
            <span className="muted small">{hintOf(offer)}</span>
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function titleOf(offer: Offer): string {
  return offer.type === 'action_input' ? text.triggers.called : nameOf(offer);
}

function hintOf(offer: Offer): string {
  return offer.type === 'action_input' ? text.triggers.calledHint : offer.description;
}
