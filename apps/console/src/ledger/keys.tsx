import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';

import { keysIn, logOf } from '../proof/key-sources.js';
import { pastedKeys, useKeepKeys } from '../proof/log-keys.js';
import { serviceOf } from '../session/services.js';

/** Keys that whoever reads has from elsewhere: they count above all others, in this browser. */
export const Keys = () => {
  const { t } = useLingui();
  const keepKeys = useKeepKeys();
  const [said, setSaid] = useState<'wrong' | 'kept'>();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const keys = keysIn(String(new FormData(event.currentTarget).get('keys')));
    const isRight = keys?.every((key) => serviceOf(logOf(key)) !== undefined) ?? false;
    setSaid(isRight ? 'kept' : 'wrong');
    if (keys && isRight) void keepKeys(keys);
  };
  return (
    <details>
      <summary>
        <Trans>Check with keys that I have from elsewhere</Trans>
      </summary>
      <form className="command" onSubmit={save}>
        <Textarea
          name="keys"
          autosize={false}
          rows={3}
          spellCheck={false}
          label={t`Keys of the logs, one on each line`}
          description={t`As the regulator publishes them: log+8 hexadecimal digits+base64. They are kept in this browser and count above what the console or the host says. Leave the field empty to forget them.`}
          defaultValue={pastedKeys().join('\n')}
          {...(said === 'wrong' && { error: t`A line is no key of a log here.` })}
        />
        <Button type="submit" size="compact-sm" variant="default">
          <Trans>Keep these keys</Trans>
        </Button>
        <span role="status">
          {said === 'kept' && <Trans>Kept. Everything is checked again.</Trans>}
        </span>
      </form>
    </details>
  );
};
