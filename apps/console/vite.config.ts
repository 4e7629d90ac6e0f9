import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { transformAsync } from '@babel/core';
import { getConfig } from '@lingui/conf';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** The host is asked by the address of the page, because that is where it sends a browser back after the sign-in. */
const ESEP = { target: 'http://127.0.0.1:7080', changeOrigin: false };

const linguiConfig = getConfig({ cwd: import.meta.dirname });

/** The macros of Lingui. Its own transformer is a native one that npm installs only on Node 22 or newer. */
const macros: Plugin = {
  name: 'lingui-macros',
  enforce: 'pre',
  async transform(code, id) {
    if (!/\.tsx?$/.test(id) || !/@lingui\/\w+\/macro/.test(code)) return undefined;
    const made = await transformAsync(code, {
      filename: id,
      configFile: false,
      babelrc: false,
      sourceMaps: true,
      parserOpts: { plugins: ['jsx', 'typescript'] },
      plugins: [['@lingui/babel-plugin-lingui-macro', { linguiConfig }]],
    });
    return made?.code == null ? undefined : { code: made.code, map: made.map ?? null };
  },
};

/** Compressed once here, at the best rate, instead of at each request. */
const brotli: Plugin = {
  name: 'brotli',
  apply: 'build',
  async writeBundle() {
    const assets = join(import.meta.dirname, 'dist/assets');
    for (const file of await readdir(assets))
      if (/\.(js|css)$/.test(file))
        await writeFile(
          join(assets, `${file}.br`),
          brotliCompressSync(await readFile(join(assets, file))),
        );
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [macros, lingui({ cwd: import.meta.dirname, failOnMissing: true }), react(), brotli],
  resolve: {
    // The libraries' TypeScript sources, as everywhere in the repository.
    conditions: ['@esep/source', 'module', 'browser', 'development|production'],
    alias: { 'node:crypto': join(import.meta.dirname, 'src/proof/node-crypto.ts') },
  },
  build: {
    target: 'es2023',
    // Nothing is inlined: the content security policy allows files of our own alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A slow machine is no fault of what is bundled.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: {
    proxy: {
      '/config.json': ESEP,
      '^/(licensing|pool-reporting|exchange-settlement|tax|supervision|dev|health)/': ESEP,
    },
  },
});
