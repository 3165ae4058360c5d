/** The Dockerfile by its linter, and by our own rules: small, without secrets, not root, and complete. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { loadConfig, settingPaths } from '../../../src/config.ts';
import { variableOf } from '../../../src/config-environment.ts';
import { ROOT } from '../../support/cli.ts';

const text = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const manifest: { engines: { node: string }; files: string[] } = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);
const [build = '', final = ''] = text.split(/^FROM /m).slice(1);

test('the linter has nothing to say, and would', () => {
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('EXPOSE 8080', 'EXPOSE port')).length).toBeGreaterThan(0);
});

describe('the image', () => {
  test('is of the Node that the package asks for', () => {
    expect(manifest.engines.node).toBe('>=20.19');
    expect(text).toContain('ARG NODE_IMAGE=node:20-slim');
  });

  test('holds what the package holds, and neither sources nor development', () => {
    for (const path of manifest.files) {
      if (path === 'docs') continue;
      const [folder = ''] = path.split('/');
      expect([path, new RegExp(`^COPY (--from=build /app/)?${folder} ${folder}$`, 'm').test(final)]).toEqual([
        path,
        true,
      ]);
    }
    expect(final).not.toMatch(/^COPY.*\bsrc\b/m);
    expect(build).toContain('npm prune --omit=dev');
  });

  test('runs as a user, by exec, with a health check', () => {
    const user = final.lastIndexOf('\nUSER node\n');
    expect(user).toBeGreaterThan(0);
    expect(final.slice(user)).not.toMatch(/^(RUN|COPY|ADD|USER root)/m);
    expect(final).toMatch(/^ENTRYPOINT \["node", /m);
    expect(final).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", /m);
  });

  test('takes no secrets in', () => {
    expect(text).not.toMatch(/PASSWORD|SECRET|TOKEN|API_KEY/);
    expect(text).not.toMatch(/^ADD /m);
  });
});

test('the variables that image and compose file set are settings', () => {
  const texts = [text, readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8')].map((one) =>
    one.replace(/^ *#.*$/gm, ''),
  );
  const set = texts.flatMap((one) => [...one.matchAll(/\b(COINHOUND_[A-Z_]+)[:=]/g)].map(([, name]) => name));
  const settings = settingPaths(loadConfig(join(ROOT, 'config/default.yaml'))).map(variableOf);
  // A process refuses to start with a variable that is no setting.
  const hasApi = settings.some((name) => name.startsWith('COINHOUND_HTTP_'));
  const ofTheApi = hasApi ? [] : ['COINHOUND_HTTP_HOST', 'COINHOUND_HTTP_PORT'];
  expect(set.length).toBeGreaterThan(3);
  expect(set.filter((name) => !settings.includes(name ?? ''))).toEqual(ofTheApi);
});

describe('what is sent to be built', () => {
  const rules = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  test('is named one by one', () => {
    expect(rules[0]).toBe('*');
    expect(rules.slice(1).filter((rule) => !rule.startsWith('!'))).toEqual([]);
  });

  test('is there, and is all that the Dockerfile copies', () => {
    const sent = rules.slice(1).map((rule) => rule.slice(1));
    expect(sent.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const copied = [...text.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    expect(copied.length).toBeGreaterThan(6);
    for (const path of copied) {
      expect([path, sent.some((one) => one === path || one.startsWith(`${path}/`))]).toEqual([path, true]);
    }
  });
});
