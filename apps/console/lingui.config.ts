import { defineConfig } from '@lingui/cli';
import { formatter } from '@lingui/format-po';

/** Where the catalogues are; a specification has them made elsewhere. */
const home = process.env['ESEP_CATALOGUES'] ?? '<rootDir>/src/locales';

export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'ru', 'kk'],
  catalogs: [{ path: `${home}/{locale}`, include: ['<rootDir>/src'] }],
  // Catalogues change with their messages, and not with the lines that those stand on.
  format: formatter({ lineNumbers: false }),
  orderBy: 'message',
});
