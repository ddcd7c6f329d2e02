// Keeps the rest of the app alive when a view fails, and says so.
import { Component, type ReactNode } from 'react';
import { ErrorNotice } from './notices';

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    // Also where a new version of the app was installed and the old files are gone.
    return <ErrorNotice error={this.state.error} again={() => window.location.reload()} />;
  }
}
