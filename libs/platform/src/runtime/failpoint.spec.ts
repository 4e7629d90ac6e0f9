import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { armFailpoint } from './failpoint.js';

const FAILPOINT = join(import.meta.dirname, '../../dist/runtime/failpoint.js');

describe('A failpoint', () => {
  it.each`
    armed               | reached                               | end          | said
    ${'after-append'}   | ${['after-append']}                   | ${'SIGKILL'} | ${''}
    ${'after-append:2'} | ${['after-append']}                   | ${null}      | ${'alive'}
    ${'after-append:2'} | ${['after-append', 'after-append']}   | ${'SIGKILL'} | ${''}
    ${'after-append'}   | ${['before-append', 'after-publish']} | ${null}      | ${'alive'}
    ${undefined}        | ${['after-append']}                   | ${null}      | ${'alive'}
  `('armed as $armed, reached by $reached, ends with $end', ({ armed, reached, end, said }) => {
    const process_ = `
      import { armFailpoint, failpoint } from ${JSON.stringify(FAILPOINT)};
      if (process.argv[1] !== '') armFailpoint(process.argv[1]);
      for (const name of process.argv.slice(2)) failpoint(name);
      console.log('alive');`;
    const given = [armed ?? '', ...(reached as string[])];
    const flags = ['--input-type=module', '-e', process_, '--', ...given];
    const { signal, stdout } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
    expect({ end: signal, said: stdout.trim() }).toEqual({ end, said });
  });

  it('is reached with the event that it waits for, however many come together', () => {
    const process_ = `
      import { armFailpoint, failpoint } from ${JSON.stringify(FAILPOINT)};
      armFailpoint('after-append:10');
      for (const events of [4, 5, 7]) {
        console.log('with ' + events);
        failpoint('after-append', events);
      }
      console.log('alive');`;
    const flags = ['--input-type=module', '-e', process_];
    const { signal, stdout } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
    expect({ signal, said: stdout.trim().split('\n') }).toEqual({
      signal: 'SIGKILL',
      said: ['with 4', 'with 5', 'with 7'],
    });
  });

  it.each(['nowhere', 'after-append:0', 'after-append:x', ''])('cannot be %p', (text) => {
    expect(() => armFailpoint(text)).toThrow('There is no failpoint');
  });

  it('is refused where figures are real', () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      expect(() => armFailpoint('after-append')).toThrow('does not run under NODE_ENV=production');
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });
});
