/** The arrows between the layers, no cycles, a pure core, small files. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SRC = join(ROOT, 'src');

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') || name.endsWith('.tsx'))
  .sort();

const text = (file: string) => readFileSync(join(SRC, file), 'utf8');

/** Imports and re-exports, type imports and those on demand included. */
const imports: Import[] = files.flatMap((from) => [...staticImports(from), ...importsOnDemand(from)]);

function importsOnDemand(from: string): Import[] {
  const found = withoutComments(text(from)).matchAll(/\bimport\(\s*'([^']+)'/g);
  return [...found].map(([, specifier = '']) => ({ from, to: target(from, specifier), typeOnly: false }));
}

function staticImports(from: string): Import[] {
  const module = parseSync(text(from), { syntax: 'typescript', tsx: from.endsWith('.tsx') });
  return module.body.flatMap((item): Import[] => {
    if (item.type === 'ImportDeclaration') {
      const typeOnly =
        item.typeOnly ||
        (item.specifiers.length > 0 &&
          item.specifiers.every((specifier) => specifier.type === 'ImportSpecifier' && specifier.isTypeOnly));
      return [{ from, to: target(from, item.source.value), typeOnly }];
    }
    if (item.type === 'ExportAllDeclaration')
      return [{ from, to: target(from, item.source.value), typeOnly: false }];
    if (item.type === 'ExportNamedDeclaration' && item.source != null) {
      return [{ from, to: target(from, item.source.value), typeOnly: false }];
    }
    return [];
  });
}

/** A path below src for our own files, the bare name for packages. */
function target(from: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(from), specifier)) : specifier;
}

const layerOf = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : path);
const ownImports = imports.filter(({ to }) => to.endsWith('.ts') || to.endsWith('.tsx'));

/** What each layer may import, itself included. `compose.ts` and its folder tie everything together and are not listed. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  cases: ['cases', 'core', 'form-problem.ts'],
  explorers: [
    'explorers',
    'core',
    'cases/ports.ts',
    'cases/price-source.ts',
    'form-problem.ts',
    'loopback.ts',
    'price-table.ts',
  ],
  replay: [
    'replay',
    'core',
    'form-problem.ts',
    'price-table.ts',
    'storage/exchange-lines.ts',
    'storage/body-packing.ts',
  ],
  'form-problem.ts': [],
  'loopback.ts': [],
  'price-table.ts': ['core', 'cases/utc-time.ts'],
  storage: ['storage', 'core', 'cases'],
  queue: ['queue', 'core', 'cases'],
  notify: ['notify', 'core', 'cases'],
  observe: ['observe', 'core', 'cases'],
  'config.ts': ['cases/schema-problem.ts', 'config-environment.ts', 'core', 'loopback.ts'],
  'config-environment.ts': ['core'],
  http: ['http', 'cases', 'core'],
  cli: ['cli', 'compose.ts', 'compose', 'core'],
  web: [
    'web',
    'core',
    'cases/report/shown-amount.ts',
    'cases/plain-text.ts',
    'cases/import-seeds.ts',
    'cases/change.ts',
    'cases/report/method-words.ts',
  ],
};

const ROOTS = ['compose.ts', 'compose'];

/** Layers whose types alone another layer may name. */
const TYPE_ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: ['cases'],
  // The API over HTTP; its forms are those of its answers.
  web: ['http'],
};

const CORE_PACKAGES = [
  'bitcoinjs-lib',
  'ethers/abi',
  'ethers/address',
  '@noble/hashes/sha2.js',
  '@noble/hashes/utils.js',
];

describe('arrows', () => {
  test('every layer is known', () => {
    const layers = new Set(files.map(layerOf));
    expect([...layers].filter((layer) => !ROOTS.includes(layer) && !(layer in ARROWS))).toEqual([]);
  });

  test('imports follow the arrows', () => {
    const wrong = ownImports.filter(({ from, to, typeOnly }) => {
      const layer = layerOf(from);
      if (ROOTS.includes(layer)) return false;
      const allowed = [...(ARROWS[layer] ?? []), ...(typeOnly ? (TYPE_ARROWS[layer] ?? []) : [])];
      return !allowed.some((name) => to === name || layerOf(to) === name);
    });
    expect(wrong).toEqual([]);
  });

  test('no cycles, type imports included', () => {
    expect(cyclesIn(ownImports.map(({ from, to }) => [from, to]))).toEqual([]);
  });

  test('no cycles between the folders of the core', () => {
    const inCore = ownImports.filter(({ from, to }) => from.startsWith('core/') && to.startsWith('core/'));
    // A folder within a folder is a part of it, and what lies in none is below all.
    const folderOf = (file: string) => file.split('/').slice(0, -1)[1] ?? 'core';
    const folders = inCore.map(({ from, to }) => [folderOf(from), folderOf(to)] as const);
    expect(folders.length).toBeGreaterThan(100);
    expect(cyclesIn(folders.filter(([from, to]) => from !== to))).toEqual([]);
  });
});

describe('the core is pure', () => {
  const core = files.filter((file) => file.startsWith('core/'));

  test('it imports only itself and a few pure packages', () => {
    const packages = imports.filter(({ from, to }) => from.startsWith('core/') && !to.startsWith('core/'));
    expect(packages.filter(({ to }) => !CORE_PACKAGES.includes(to))).toEqual([]);
  });

  test.each([
    ['the clock', /\bDate\b|\bperformance\b|\bsetTimeout\b/],
    ['randomness', /Math\.random|randomUUID|randomBytes/],
    ['the process', /\bprocess\./],
    ['locales', /toLocale|localeCompare|Intl\./],
  ])('it does not know %s', (_, pattern) => {
    expect(core.filter((file) => pattern.test(withoutComments(text(file))))).toEqual([]);
  });

  test('amounts, taint and values never pass through a Number', () => {
    const exact = core.filter((file) => /^core\/(amount\.ts|taint\/|prices\/|valuation\/)/.test(file));
    expect(exact.length).toBeGreaterThan(4);
    expect(
      exact.filter((file) => /\bNumber\(|parseFloat|parseInt/.test(withoutComments(text(file)))),
    ).toEqual([]);
  });
});

describe('files', () => {
  test('no file has more than 300 lines', () => {
    expect(files.filter((file) => text(file).split('\n').length > 301)).toEqual([]);
  });

  test('every file begins with what it is for', () => {
    expect(files.filter((file) => !/^(#!.*\n)?\/\*\*[ \n]/.test(text(file)))).toEqual([]);
  });

  test('no grab-bags', () => {
    expect(files.filter((file) => /(^|\/)(utils?|common|helpers?|misc)(\.ts|\/)/.test(file))).toEqual([]);
  });
});

function cyclesIn(arrows: readonly (readonly [string, string])[]): string[] {
  const next = new Map<string, string[]>();
  for (const [from, to] of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (node: string, path: readonly string[]) => {
    if (path.includes(node)) cycles.push([...path.slice(path.indexOf(node)), node].join(' -> '));
    if (done.has(node) || path.includes(node)) return;
    for (const to of next.get(node) ?? []) visit(to, [...path, node]);
    done.add(node);
  };
  for (const node of next.keys()) visit(node, []);
  return cycles;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
