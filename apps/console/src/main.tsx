import '@mantine/core/styles/baseline.css';
import '@mantine/core/styles/default-css-variables.css';
import '@mantine/core/styles/global.css';
import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/ActionIcon.css';
import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Loader.css';
import './console.css';

import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { createTheme, localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { firstLocale, speak } from './language/language.js';
import { router } from './router.js';
import { Refused } from './session/esep.js';
import { keepLive } from './session/live.js';
import { Refresh } from './session/refresh.js';
import { resume } from './session/session.js';

const theme = createTheme({
  fontFamily: 'var(--mantine-font-family)',
  primaryColor: 'teal',
  primaryShade: { light: 9, dark: 4 },
  autoContrast: true,
  defaultRadius: 'sm',
  respectReducedMotion: true,
});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays one; what nobody answered is asked once more.
      retry: (failures, error) => !(error instanceof Refused) && failures < 1,
    },
  },
});

await Promise.all([speak(firstLocale()), resume().catch(console.error)]);

keepLive(new Refresh(queries, () => router.state.location.search.knownAt));

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <MantineProvider
        // Both would write styles into the page, which the content security policy forbids.
        withCssVariables={false}
        withGlobalClasses={false}
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={localStorageColorSchemeManager({ key: 'esep-color-scheme' })}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  </StrictMode>,
);
