import { Component, type ReactNode } from 'react';
import { text } from '../text/en';
import { Button } from './Button';
import { Note } from './Parts';

interface BoundaryProps {
  /** Where one is: what failed there is tried again as soon as one is elsewhere. */
  at: string;
  children: ReactNode;
}

/** Keeps what fails while it is drawn from taking the rest of the page with it, and says so in its place. */
export class Boundary extends Component<BoundaryProps, { fault: Error | null }> {
  override state = { fault: null as Error | null };

  static getDerivedStateFromError(fault: unknown) {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) };
  }

  override componentDidUpdate(before: BoundaryProps) {
    if (before.at !== this.props.at && this.state.fault) this.setState({ fault: null });
  }

  override render() {
    const { fault } = this.state;
    if (!fault) return this.props.children;
    return (
      <div className="page">
        <Note tone="bad">
          <strong>{text.broken.title}</strong>
          <p>{text.broken.hint}</p>
          <p className="mono small">{fault.message}</p>
          <div className="row wrap">
            <Button small onClick={() => this.setState({ fault: null })}>
              {text.common.tryAgain}
            </Button>
            <Button small onClick={() => window.location.reload()}>
              {text.broken.anew}
            </Button>
          </div>
        </Note>
      </div>
    );
  }
}
