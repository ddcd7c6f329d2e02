// Starts the admin app.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { problemOf } from './api/client';
import { App } from './app';
import { Toasts } from './components/toasts';
import { askBeforeLeaving } from './components/unsaved';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';
import './styles/content.css';
import './styles/views.css';
import './styles/calendar.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays one; a lost connection and an overloaded server are tried again.
      retry: (failures, error) => failures < 2 && [0, 503].includes(problemOf(error).status),
    },
  },
});

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Router base="/admin" aroundNav={askBeforeLeaving}>
          <Toasts>
            <App />
          </Toasts>
        </Router>
      </QueryClientProvider>
    </StrictMode>,
  );
}
