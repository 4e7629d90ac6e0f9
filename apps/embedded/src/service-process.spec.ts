import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort, scratchFolder } from '@esep/platform/testing';

import { ServiceProcess } from './service-process.js';

describe('A service in a process of its own', () => {
  it('that does not become ready is refused with what it said last', async () => {
    const folder = await mkdtemp(join(scratchFolder(), 'esep-process-'));
    const main = join(folder, 'main.mjs');
    await writeFile(main, `console.error('There is no database.'); process.exit(3);`);
    const url = `http://127.0.0.1:${await freePort()}`;
    const service = new ServiceProcess(url, main, {}, () => undefined);
    service.start();
    try {
      await expect(service.ready(10_000)).rejects.toThrow(
        /was not ready within 10 s\.\n(.*\n)*There is no database\.\nIt ended with 3 and is started again\./,
      );
    } finally {
      await service.stop();
      await rm(folder, { recursive: true });
    }
  });
});
