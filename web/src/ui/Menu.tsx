import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';

export interface MenuEntry {
  label: string;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

interface MenuProps {
  trigger: ReactElement<Record<string, unknown>>;
  heading?: string;
  /** A null draws a line. */
  entries: (MenuEntry | null)[];
}

export function Menu({ trigger, heading, entries }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="end" className="menu-layer">
          <Base.Popup className="popup">
            {heading && <div className="menu-label">{heading}</div>}
            {entries.map((entry, at) =>
              entry === null ? (
                <Base.Separator key={at} className="menu-line" />
              ) : (
                <Base.Item
                  key={entry.label}
                  className={entry.danger ? 'menu-item danger' : 'menu-item'}
                  disabled={entry.disabled}
                  onClick={entry.onSelect}
                >
                  {entry.icon}
                  {entry.label}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
