/** docker-compose.yml against the Compose specification, and against our own rules for what runs in production. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { loadConfig } from '../../../src/config.ts';
import { ROOT } from '../../support/cli.ts';

const PATH = join(ROOT, 'docker-compose.yml');
const text = readFileSync(PATH, 'utf8');

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly restart: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly mem_limit: string;
  readonly stop_grace_period: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly container_name?: string;
  readonly privileged?: boolean;
}
const file: {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  volumes: Record<string, object>;
} = parse(text, { merge: true });
const services = Object.entries(file.services);
const own = services.filter(([, { build }]) => build !== undefined);
const named = (name: string): Service => {
  const service = file.services[name];
  if (service === undefined) throw new Error(`no service ${name}`);
  return service;
};

describe('the specification', () => {
  test('the linter of Compose files has nothing to say', () => {
    // Off: orders of keys, for we go by sense, and a rule that cannot read a variable where the interface stands.
    const off = ['service-keys-order', 'top-level-properties-order', 'no-unbound-port-interfaces'];
    const rules = Object.fromEntries(off.map((rule) => [rule, 0 as const]));
    const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
    const [result] = linter.lintFiles([PATH], false);
    expect(result?.messages).toEqual([]);
  });

  test('it is valid by the schema of the Compose specification, which does refuse what is wrong', () => {
    // The specification's own schema, as the linter ships it.
    const folder = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
    const { $schema, ...schema } = JSON.parse(
      readFileSync(join(folder, 'schemas/compose.schema.json'), 'utf8'),
    );
    expect($schema).toContain('draft-07');
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect([validate(file), validate.errors]).toEqual([true, null]);
    const wrong = { ...file, services: { ...file.services, api: { ...named('api'), restarts: 'always' } } };
    expect(validate(wrong)).toBe(false);
  });

  test('all that it names is there', () => {
    for (const [, { networks, volumes = [], depends_on = {} }] of services) {
      for (const network of networks) expect(Object.keys(file.networks)).toContain(network);
      for (const volume of volumes) expect(Object.keys(file.volumes)).toContain(volume.split(':')[0]);
      for (const service of Object.keys(depends_on)) expect(Object.keys(file.services)).toContain(service);
    }
  });
});

describe('secrets', () => {
  const secret = /PASSWORD|SECRET|TOKEN|(?<!PUBLIC_)KEY/;

  test('none has a default: passwords must be given, and the start says so', () => {
    const uses = [...text.matchAll(/\$\{([A-Z_]+)([^}]*)\}/g)];
    const passwords = uses.filter(([, name = '']) => name.includes('PASSWORD'));
    expect(passwords.length).toBeGreaterThanOrEqual(4);
    for (const [, name, rest] of passwords)
      expect([name, rest]).toEqual([name, expect.stringMatching(/^:\?\S+/)]);
    const others = uses.filter(([, name = '']) => secret.test(name) && !name.includes('PASSWORD'));
    for (const [, name, rest] of others) expect([name, rest]).toEqual([name, ':-']);
  });

  test('none is written down', () => {
    for (const [name, { environment = {}, command = [] }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (secret.test(variable))
          expect([name, variable, value]).toEqual([name, variable, expect.stringMatching(/^\$\{/)]);
      }
      expect([name, command.join(' ')]).toEqual([name, expect.not.stringMatching(/\$\{/)]);
    }
    expect(text).not.toMatch(/:\/\/[^\s/]*:(?!\$\{)[^\s/@]+@/);
  });
});

describe('what can be reached', () => {
  test('only the API is published, and only on this machine unless somebody says otherwise', () => {
    const published = services.filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose replaces it
      ['api', ['${API_ADDRESS:-127.0.0.1}:${API_PORT:-8080}:8080']],
    ]);
  });

  test('PostgreSQL and Redis are on the inner network alone, which has no way out', () => {
    expect(file.networks.inside?.internal).toBe(true);
    for (const name of ['postgres', 'redis']) expect(named(name).networks).toEqual(['inside']);
  });
});

describe('every service', () => {
  test.each(services)(
    '%s has a health check or runs once, a memory limit, a restart policy',
    (_, service) => {
      const isOneShot = service.healthcheck.disable === true && /^on-failure/.test(service.restart);
      expect(isOneShot || (service.healthcheck.test ?? []).length > 1).toBe(true);
      expect(service.restart).toMatch(/^(unless-stopped|on-failure(:\d+)?)$/);
      expect(service.mem_limit).toMatch(/^\d+[mg]$/);
      expect(service.image).not.toMatch(/:latest$/);
      expect(service.security_opt).toContain('no-new-privileges:true');
      expect(service.privileged).toBeUndefined();
    },
  );

  test.each(own)(
    '%s of ours is read-only, without capabilities, may be scaled, and is given time to stop',
    (_, service) => {
      expect([service.read_only, service.cap_drop, service.container_name]).toEqual([
        true,
        ['ALL'],
        undefined,
      ]);
      expect(seconds(service.stop_grace_period)).toBeGreaterThan(shutdownSeconds() + 5);
    },
  );

  test.each(own)('%s of ours waits for what it needs', (name, { depends_on = {} }) => {
    const expected = {
      postgres: { condition: 'service_healthy' },
      ...(name === 'migrate'
        ? {}
        : {
            redis: { condition: 'service_healthy' },
            migrate: { condition: 'service_completed_successfully' },
          }),
    };
    expect(depends_on).toEqual(expected);
  });

  test('data are in volumes', () => {
    expect(named('postgres').volumes).toEqual(['postgres:/var/lib/postgresql/data']);
    expect(named('redis').volumes).toEqual(['redis:/data']);
    expect(named('redis').command?.join(' ')).toMatch(/appendonly yes.*noeviction/);
  });
});

test('the commands are those there are', () => {
  expect(own.map(([name, { command }]) => [name, command?.join(' ')])).toEqual([
    ['api', 'serve'],
    ['migrate', 'migrate'],
    ['notify-worker', 'worker notify'],
    ['rescan-worker', 'worker rescan'],
    ['trace-worker', 'worker trace'],
  ]);
});

function seconds(duration: string): number {
  const [, value, unit] = /^(\d+)(s|m)$/.exec(duration) ?? [];
  if (value === undefined) throw new Error(`${duration} is no duration`);
  return Number(value) * (unit === 'm' ? 60 : 1);
}

/** How long our processes take to stop at the most, by the defaults. */
function shutdownSeconds(): number {
  const config: Record<string, unknown> = loadConfig(join(ROOT, 'config/default.yaml'));
  const queue = config.queue as { shutdownSeconds?: number } | undefined;
  return queue?.shutdownSeconds ?? 0;
}
