import { useEffect, type ReactNode } from 'react';

interface PageProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of a screen: its heading, what can be done, and the rest. */
export function Page({ title, description, actions, children }: PageProps) {
  useTitle(title);
  return (
    <div className="page">
      <header className="page-head">
        <div className="grow stack tight">
          <h1>{title}</h1>
          {description && <div className="muted">{description}</div>}
        </div>
        {actions && <div className="row wrap">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Triggo` : 'Triggo';
  }, [title]);
}
