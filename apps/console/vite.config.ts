import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { transformAsync } from '@babel/core';
import { getConfig } from '@lingui/conf';
import { generateMessageId } from '@lingui/message-utils/generateMessageId';
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

/** Messages that nothing else needs come with these files, and not before the first page. */
const LATER =
  /^src\/(language\/refusals|shell\/(command-form|refusal-words)|account|findings|ledger|licences|licensee|machine-room|print|reports|rules|search|taxes|why\/proof|language\/events)/;

/** Parts the catalogues into what the first page needs, and what comes later. */
const parts: Plugin = {
  name: 'parts-of-catalogues',
  enforce: 'post',
  async transform(code, id) {
    const [, file, part] = /^(.*\.po)\?(first|later)\?lingui$/.exec(id) ?? [];
    const [literal] = /(?<=JSON\.parse\()"(?:[^"\\]|\\.)*"/.exec(code) ?? [];
    if (file === undefined || literal === undefined) return undefined;
    const later = new Set(
      laterIn(await readFile(file, 'utf8')).map((message) => generateMessageId(message)),
    );
    const all = Object.entries(JSON.parse(JSON.parse(literal) as string) as object);
    const own = all.filter(([message]) => later.has(message) === (part === 'later'));
    const text = JSON.stringify(JSON.stringify(Object.fromEntries(own)));
    return { code: code.replace(literal, () => text), map: null };
  },
};

/** Texts of a PO file whose origins are all among those of later. */
const laterIn = (po: string): string[] =>
  po.split('\n\n').flatMap((entry) => {
    const origins = [...entry.matchAll(/^#: (.+)$/gm)].map(([, origin = '']) => origin);
    const [, text] = /^msgid (".*")$/m.exec(entry) ?? [];
    const isLater = origins.length > 0 && origins.every((origin) => LATER.test(origin));
    return isLater && text !== undefined ? [JSON.parse(text) as string] : [];
  });

/** Compressed once here, at the best rate, instead of at each request; gzip for what stands between and takes no more. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle() {
    const assets = join(import.meta.dirname, 'dist/assets');
    for (const file of await readdir(assets)) {
      if (!/\.(js|css)$/.test(file)) continue;
      const content = await readFile(join(assets, file));
      await writeFile(join(assets, `${file}.br`), brotliCompressSync(content));
      await writeFile(join(assets, `${file}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    macros,
    lingui({ cwd: import.meta.dirname, failOnMissing: true }),
    parts,
    react(),
    compressed,
  ],
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
