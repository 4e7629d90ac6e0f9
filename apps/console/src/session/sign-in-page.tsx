import { Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';

import { signIn } from './session.js';

/** Nobody is signed in: one has just signed out, or the provider did not let anybody in. */
export const SignInPage = () => (
  <div className="narrow">
    <h1>
      <Trans>You are not signed in</Trans>
    </h1>
    <p>
      <Trans>What you see here depends on who you are.</Trans>
    </p>
    <Button onClick={() => void signIn()}>
      <Trans>Sign in</Trans>
    </Button>
  </div>
);
