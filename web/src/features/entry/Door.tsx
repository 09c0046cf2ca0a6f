import type { FormEvent, ReactNode } from 'react';
import { Mark } from '../../ui/Mark';
import { useTitle } from '../../ui/Page';

interface DoorProps {
  title: string;
  description: string;
  onSubmit: () => void;
  children: ReactNode;
}

/** The frame of the forms by which one comes in. */
export function Door({ title, description, onSubmit, children }: DoorProps) {
  useTitle(title);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <main className="door">
      <form className="card door-card stack loose" onSubmit={submit}>
        <div className="door-brand">
          <Mark size={30} /> Triggo
        </div>
        <div className="stack tight">
          <h1>{title}</h1>
          <p className="muted">{description}</p>
        </div>
        {children}
      </form>
    </main>
  );
}
