import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

import { REGIME_FACTS } from '@esep/rulebook';

// What CONTRIBUTING.md asks of every file, as far as reading it can tell.

const root = join(import.meta.dirname, '..');
const tracked = trackedFiles();

const LOCK = 'package-lock.json';
const THIS = 'tools/house-style.spec.ts';

const texts = tracked
  .filter((file) => file !== LOCK && file !== THIS)
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
const code = texts.filter(({ file }) => /\.(ts|tsx|mjs|js|py|go)$/.test(file));
const typescript = code.filter(({ file }) => /\.tsx?$/.test(file));
const documents = texts.filter(({ file }) => file.endsWith('.md'));

/** Made by `npm run client`, from documents that are read elsewhere. */
const GENERATED = /^libs\/client\/src\/paths\//;

/** Files that are longer than a reader should have to hold in mind at once, and why they may be. */
const LONG: Readonly<Record<string, string>> = {
  'apps/simulator/src/sector.ts': 'one sector as data',
  'e2e/second-opinion/reconcile.py':
    'a second implementation in one file, to be read beside the law',
  'libs/platform/src/event-store/postgres-event-store.ts':
    'one writer: its groups, the swap, and who tries again',
  'libs/platform/src/submissions/submission-intake.ts':
    'how a report is taken, in the order in which it happens',
  'libs/platform/src/subscriptions/subscription.ts':
    'one state machine: deliver, hold back, park, let go',
  'services/supervision/domain/src/testing/random-cases.ts': 'one generator of months',
};
const LINES_MAX = 400;

describe('Every file', () => {
  it('stands in a folder named for the business, not for a technical kind', () => {
    const kinds = /(^|\/)(controllers|dtos?|utils?|helpers?|common|misc|entities|interfaces)\//;
    expect(tracked.filter((file) => kinds.test(file))).toEqual([]);
  });

  it('is named in kebab-case', () => {
    const named = /^[a-z0-9]+([.-][a-z0-9]+)*\.(ts|tsx|mjs)$/;
    const wrong = code.filter(({ file }) => /\.(ts|tsx|mjs)$/.test(file));
    expect(wrong.map(({ file }) => file).filter((file) => !named.test(basename(file)))).toEqual([]);
  });

  it('of code has at most 400 lines, or a reason; a specification is as long as its list', () => {
    const long = code.filter(
      ({ file, text }) =>
        !file.endsWith('.spec.ts') &&
        !GENERATED.test(file) &&
        text.split('\n').length - 1 > LINES_MAX,
    );
    expect(long.map(({ file }) => file).filter((file) => !(file in LONG))).toEqual([]);
  });

  it('with such a reason exists', () =>
    expect(Object.keys(LONG).filter((file) => !tracked.includes(file))).toEqual([]));
});

/** What runs and may use the platform, without the port itself. */
const WAITS =
  /^(libs\/platform|services|apps\/embedded)\/(?!.*(\.spec\.ts$|\/testing\/|\/runtime\/sleep\.ts$))/;

type Banned = readonly [sentence: string, files: readonly Text[], line: RegExp, example: string];

/** What no line may say, each with a line that says it, so that no pattern passes by matching nothing. */
const BANNED: readonly Banned[] = [
  ['is finished', code, /\b(TODO|FIXME|HACK|XXX)\b/, '// TODO: round'],
  ['switches no check off', code, /@ts-(ignore|nocheck)|(eslint|oxlint)-disable/, '// @ts-ignore'],
  [
    'has a type everywhere',
    typescript.map(({ file, text }) => ({ file, text: withoutComments(text) })),
    /[:<,|&]\s*any\b(?![\s-]*\w)|\bas any\b(?!\s\w)|\bany\[\]/,
    'const row: any = rows[0];',
  ],
  ['runs all specifications', code, /\.only\(|\b(fit|fdescribe)\(/, "it.only('rounds up')"],
  [
    'waits by the port, which a simulation replaces',
    typescript.filter(({ file }) => WAITS.test(file)),
    /\bsetTimeout\b.*timers\/promises/,
    "import { setTimeout as sleep } from 'node:timers/promises';",
  ],
  [
    'names an interval by a noun',
    code,
    /\b[A-Z][A-Z0-9_]*_EVERY(_[A-Z]+)?\b/,
    'const SEAL_EVERY_MS = 200;',
  ],
  [
    'has no constant that is half a sentence',
    code,
    /\b(TOLD|SAID|SAY|TELL|HEAR|LOOK)_[A-Z]/,
    'const TOLD_AFTER_MS = 200;',
  ],
  [
    'uses the standard term where there is one',
    code,
    /\b(untold|comesBy|letPass|areEquallyFar|whileEqual|OtherCopy|LatestRun|throughNow|mayPass)\b/,
    'private readonly untold = new Set<string>();',
  ],
  [
    'cites no document that is elsewhere',
    texts,
    /\b(DESIGN|API|EVENTS)(\.md| §)/,
    '// The log and its tree (DESIGN §3)',
  ],
  [
    'knows no machine that it was written on',
    texts,
    /(?<![\w.~*}>)-])\/(work|root|home|Users|mnt|workspace)\/\w/,
    "readFileSync('/home/aigerim/esep/facts.json')",
  ],
  [
    'knows no registry',
    texts,
    /\bregistry\.[\w-]+\.[a-z]|npmjs\.|artifactory|verdaccio|jfrog/,
    'registry=https://registry.npmjs.org',
  ],
  [
    'reaches outside of the repository in specifications only',
    texts.filter(({ file }) => !/\.spec\.ts$|^e2e\//.test(file)),
    /\.\.\/shared(?!\.js)\b/,
    "join(root, '../shared/vectors')",
  ],
];

describe('Every line', () => {
  it.each(BANNED)('%s', (_sentence, files, line, example) => {
    expect(line.test(example)).toBe(true);
    expect(linesWith(files, line)).toEqual([]);
  });
});

describe('The lock file', () => {
  it('names no registry, so that any will do', () => {
    const { packages } = JSON.parse(readFileSync(join(root, LOCK), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly resolved?: string }>>;
    };
    const bound = Object.values(packages).map(({ resolved = '' }) => resolved);
    expect(bound.filter((resolved) => /^\w+:\/\//.test(resolved))).toEqual([]);
  });
});

describe('Code', () => {
  it('cites facts of the regime that there are', () => {
    const cited = code.flatMap(({ file, text }) =>
      [...text.matchAll(/\b(?:LIC|POOL|SALE|TAX|SUP)-[1-9]\d*\b/g)].map(([id]) => ({ file, id })),
    );
    expect(cited.filter(({ id }) => !(id in REGIME_FACTS))).toEqual([]);
    expect(cited.length).toBeGreaterThan(100);
  });
});

const MECHANISM = ['Problem', 'Invariant', 'Picture', 'Files, in reading order'];
const SCREENS_LINES_MAX = 80;

describe('Documents', () => {
  it('point only at what is there, in this repository', () => {
    const links = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => ({
        file,
        target,
      })),
    );
    const broken = links
      .filter(({ target }) => !/^[a-z]+:/.test(target))
      .map(({ file, target }) => ({ file, target: join(dirname(file), target) }))
      .filter(({ target }) => target.startsWith('..') || !existsSync(join(root, target)));
    expect(broken).toEqual([]);
  });

  it('name only files that are there', () => {
    const paths = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/`((?:libs|services|apps|tools|docs|e2e|bench)\/[\w./-]+)`/g)].map(
        ([, path = '']) => ({ file, path: normalize(path) }),
      ),
    );
    expect(paths.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
    expect(paths.length).toBeGreaterThan(10);
  });

  it('stand beside every library and service, short, and name files that exist', () => {
    const homes = new Set(
      tracked.flatMap((file) => /^(libs|services)\/[^/]+(?=\/)/.exec(file)?.[0] ?? []),
    );
    expect(homes.size).toBeGreaterThan(9);
    for (const home of homes) {
      const { text = '' } = documents.find(({ file }) => file === `${home}/README.md`) ?? {};
      const lines = text.split('\n').length - 1;
      expect([home, lines > 4 && lines <= 20]).toEqual([home, true]);
      const named = [...text.matchAll(/`([\w/.-]+(?:\.ts|\/[\w.-]*))`/g)].map(
        ([, path = '']) => path,
      );
      const missing = named.filter((path) => {
        const within = /^(libs|apps|services)\//.test(path) ? '' : home;
        return !tracked.some(
          (file) => file.startsWith(within) && `/${file}/`.includes(`/${path}/`.replace('//', '/')),
        );
      });
      expect([home, missing]).toEqual([home, []]);
    }
  });

  it('of a mechanism have a problem, an invariant, a picture and files, on two screens, and are linked', () => {
    const pages = documents.filter(({ file }) => file.startsWith('docs/mechanisms/'));
    expect(pages.length).toBeGreaterThan(6);
    const links = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    for (const { file, text } of pages) {
      const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect([file, headings]).toEqual([file, MECHANISM]);
      expect([file, text.includes('```mermaid'), links.includes(`(${file})`)]).toEqual([
        file,
        true,
        true,
      ]);
      expect([file, text.split('\n').length <= SCREENS_LINES_MAX]).toEqual([file, true]);
    }
  });

  it('explain words that the code has', () => {
    const glossary = readFileSync(join(root, 'docs/glossary.md'), 'utf8');
    const rows = glossary.split('\n').filter((line) => line.startsWith('| '));
    const inCode = rows.flatMap((row) =>
      [...(row.split('|').at(-2) ?? '').matchAll(/`([A-Za-z]\w+)`/g)].map(([, word = '']) => word),
    );
    const all = code.map(({ text }) => text).join('\n');
    expect(inCode.filter((word) => !new RegExp(`\\b${word}\\b`).test(all))).toEqual([]);
    expect(inCode.length).toBeGreaterThan(80);
  });

  it('cite facts of the regime that there are', () => {
    const cited = documents.flatMap(({ text }) =>
      [...text.matchAll(/\b(?:LIC|POOL|SALE|TAX|SUP)-[1-9]\d*\b/g)].map(([id]) => id),
    );
    expect(cited.filter((id) => !(id in REGIME_FACTS))).toEqual([]);
  });
});

const REGIME = join(root, '../shared/domain/REGIME.md');
const described = existsSync(REGIME) ? describe : describe.skip;

described('The facts of the regime (needs ../shared)', () => {
  it('are all of those that the law of the project has', () => {
    const ids = [...readFileSync(REGIME, 'utf8').matchAll(/^\| ((?:LIC|POOL|SALE|TAX|SUP)-\d+)/gm)];
    expect(Object.keys(REGIME_FACTS)).toEqual(ids.map(([, id]) => id));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Text {
  readonly file: string;
  readonly text: string;
}

/** What git knows; without git, what is neither installed nor made. */
function trackedFiles(): readonly string[] {
  const made = ['node_modules', 'dist', '.git', '.nx', '.esep', '.cache', 'coverage'];
  const all = (): string[] =>
    globSync('**/*', { cwd: root, exclude: (name) => made.includes(name) });
  const git = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  const files = git.status === 0 ? git.stdout.split('\0') : all();
  return files.filter((file) => statSync(join(root, file), { throwIfNoEntry: false })?.isFile());
}

function linesWith(files: readonly Text[], pattern: RegExp): string[] {
  return files.flatMap(({ file, text }) =>
    text
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? `${file}:${i + 1}: ${line.trim()}` : [])),
  );
}

/** Lines stay where they were, so that what is found can be found again. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/\/\*[^]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
}
