/** docs/operations.md names every setting with its default, every variable, and none that is not there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig, settingPaths } from '../../../src/config.ts';
import { CONFIG_VARIABLE, variableOf } from '../../../src/config-environment.ts';
import { ROOT } from '../../support/cli.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const section =
  read('docs/operations.md')
    .split(/^## /m)
    .find((part) => part.startsWith('Settings\n')) ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const documented = (pattern: RegExp) =>
  rows.flatMap(([, name = '', value = '', meaning]) => {
    const [, bare] = /^`(.*)`$/.exec(name) ?? [];
    return bare !== undefined && pattern.test(bare) ? [{ name: bare, value, meaning }] : [];
  });
const defaults: unknown = parse(read('config/default.yaml'));
const defaultOf = (path: readonly string[]) =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], defaults);
const shown = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));

describe('keys', () => {
  test('every key stands there once with its default, in the order of the schema, and no other does', () => {
    expect(documented(/^[a-z]/).map(({ name, value }) => [name, value])).toEqual(
      settingPaths(defaults).map((path) => [path.join('.'), shown(defaultOf(path))]),
    );
  });

  test('every one has a meaning', () => {
    expect(documented(/^[a-z]/).filter(({ meaning = '' }) => meaning.length < 5)).toEqual([]);
  });

  test('the defaults have no key that is no setting', () => {
    const leaves = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
        : [path];
    const known = settingPaths(defaults).map((path) => path.join('.'));
    expect(leaves(defaults, '').filter((key) => !known.includes(key))).toEqual([]);
  });

  test('their variables are distinct, and set them', () => {
    const variables = settingPaths(defaults).map(variableOf);
    expect(new Set(variables).size).toBe(variables.length);
    expect(variables).toContain('COINHOUND_LIMITS_MAX_TRANSACTIONS_PER_ADDRESS');
    // Every default, given by its variable as text, is taken for what it is.
    const env = Object.fromEntries(
      settingPaths(defaults).flatMap((path) => {
        const value = defaultOf(path);
        return value === undefined ? [] : [[variableOf(path), shown(value)]];
      }),
    );
    const file = join(ROOT, 'config/default.yaml');
    expect(loadConfig(file, undefined, env)).toEqual(loadConfig(file));
  });
});

describe('variables', () => {
  /** Variables that the sources read, that the defaults name, and that the compose file asks for. */
  const used = () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const sources = files.filter((name) => name.endsWith('.ts')).map((name) => read(`src/${name}`));
    const inSources = sources.flatMap((text) => [...text.matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)]);
    const inDefaults = [...read('config/default.yaml').matchAll(/Variable: ([A-Z][A-Z0-9_]+)/g)];
    const inCompose = [...read('docker-compose.yml').matchAll(/\$\{([A-Z][A-Z0-9_]+)/g)];
    const names = [...inSources, ...inDefaults, ...inCompose].map(([, name]) => name);
    return [...new Set([CONFIG_VARIABLE, ...names])].sort();
  };

  test('every one stands there, and no other', () => {
    const names = documented(/^[A-Z]/).map(({ name }) => name);
    expect(names.sort()).toEqual(used());
  });
});
