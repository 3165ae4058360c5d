/** Where webhooks may lead, by the form of their URL alone; and which addresses are public. */
import { describe, expect, test } from '@jest/globals';
import { isPublicAddress } from '../../../src/cases/alerts/public-address.ts';
import { checkWebhookUrl, newWebhookSecret } from '../../../src/cases/alerts/webhook-target.ts';
import { InvalidInputError } from '../../../src/core/errors.ts';

const NOBODY = { allowedHosts: [] };

describe('public addresses', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '169.253.1.1',
    '2001:4860:4860::8888',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
  ])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  // IANA IPv4 and IPv6 Special-Purpose Address Registries, IPv6 Address Space; the first or a middle address of each.
  test.each([
    ['this network', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared (RFC 6598)', '100.64.0.1'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local', '169.254.0.1'],
    ['metadata of clouds', '169.254.169.254'],
    ['host of Azure', '168.63.129.16'],
    ['IETF', '192.0.0.1'],
    ['metadata of Oracle', '192.0.0.192'],
    ['documentation', '192.0.2.1'],
    ['6to4 relays', '192.88.99.1'],
    ['benchmarks', '198.18.0.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['IPv4-compatible', '::127.0.0.1'],
    ['IPv4-compatible', '::808:808'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped private', '::ffff:a00:1'],
    ['IPv4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::7f00:1'],
    ['NAT64 to a public address', '64:ff9b::808:808'],
    ['local NAT64', '64:ff9b:1::1'],
    ['discard', '100::1'],
    ['Teredo', '2001::1'],
    ['benchmarks', '2001:2::1'],
    ['ORCHID', '2001:20::1'],
    ['documentation', '2001:db8::1'],
    ['6to4 of 127.0.0.1', '2002:7f00:1::1'],
    ['6to4 of 8.8.8.8', '2002:808:808::1'],
    ['documentation', '3fff::1'],
    ['not given out', '4000::1'],
    ['segment routing', '5f00::1'],
    ['unique local', 'fc00::1'],
    ['metadata of AWS', 'fd00:ec2::254'],
    ['link-local', 'fe80::1'],
    ['link-local with zone', 'fe80::1%eth0'],
    ['site-local', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['no address', 'localhost'],
    ['nothing', ''],
  ])('%s: %s is none', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('webhook URLs', () => {
  test('are brought to their normal form', () => {
    expect(checkWebhookUrl('HTTPS://Hooks.Example.org:443/a?b=c', NOBODY)).toBe(
      'https://hooks.example.org/a?b=c',
    );
    expect(checkWebhookUrl('https://8.8.8.8/x', NOBODY)).toBe('https://8.8.8.8/x');
    expect(checkWebhookUrl('https://[2606:4700:4700::1111]/', NOBODY)).toBe(
      'https://[2606:4700:4700::1111]/',
    );
  });

  test.each([
    ['dotted', 'https://127.0.0.1/'],
    ['decimal', 'https://2130706433/'],
    ['hexadecimal', 'https://0x7f000001/'],
    ['octal', 'https://0177.0.0.1/'],
    ['mixed and short', 'https://0x7f.1/'],
    ['short', 'https://127.1/'],
    ['with a dot at the end', 'https://127.0.0.1./'],
    ['full-width digits', 'https://１２７.0.0.1/'],
    ['percent-encoded', 'https://%31%32%37.0.0.1/'],
    ['zero', 'https://0/'],
    ['metadata', 'https://169.254.169.254/latest/meta-data/'],
    ['metadata as a number', 'https://2852039166/'],
    ['private', 'https://10.1.2.3:8443/'],
    ['loopback, IPv6', 'https://[::1]/'],
    ['mapped', 'https://[::ffff:127.0.0.1]/'],
    ['mapped, hexadecimal', 'https://[::ffff:7f00:1]/'],
    ['NAT64', 'https://[64:ff9b::a9fe:a9fe]/'],
    ['unspecified', 'https://[::]/'],
    ['localhost', 'https://localhost/'],
    ['localhost with a dot', 'https://localhost./'],
    ['below localhost', 'https://a.localhost/'],
    ['one label', 'https://redis:6379/'],
    ['internal', 'https://metadata.google.internal/'],
    ['mDNS', 'https://printer.local/'],
    ['home network', 'https://router.home.arpa/'],
  ])('refused, because it leads inside: %s', (_, url) => {
    expect(() => checkWebhookUrl(url, NOBODY)).toThrow(InvalidInputError);
    expect(() => checkWebhookUrl(url, NOBODY)).toThrow(/^webhook\.url .* leads to no public address; /);
  });

  test.each([
    ['no TLS', 'http://hooks.example.org/', /is not an https URL/],
    ['a file', 'file:///etc/passwd', /is not an https URL/],
    ['another protocol', 'gopher://hooks.example.org/', /is not an https URL/],
    ['user information', 'https://user:pass-word@hooks.example.org/', /has user information/],
    ['no URL', 'hooks.example.org', /is not a URL/],
    ['no host', 'https://', /is not a URL/],
    ['too long', `https://hooks.example.org/${'x'.repeat(2000)}`, /is not a URL of at most 2000/],
  ])('refused: %s', (_, url, reason) => {
    expect(() => checkWebhookUrl(url, NOBODY)).toThrow(reason);
  });

  test('a refusal shows neither path nor query nor user information', () => {
    const url = 'http://user:pass-word@10.0.0.1/path-key?token=query-key';
    expect(() => checkWebhookUrl(url, NOBODY)).toThrow(InvalidInputError);
    try {
      checkWebhookUrl(url, NOBODY);
    } catch (error) {
      const { message, context } = error as InvalidInputError;
      expect(message + JSON.stringify(context)).not.toMatch(/pass-word|path-key|query-key/);
    }
  });

  test('hosts that the operator allows are named exactly, with their port', () => {
    const policy = { allowedHosts: ['127.0.0.1:8080', 'hooks.internal'] };
    expect(checkWebhookUrl('http://127.0.0.1:8080/a', policy)).toBe('http://127.0.0.1:8080/a');
    expect(checkWebhookUrl('https://hooks.internal/a', policy)).toBe('https://hooks.internal/a');
    for (const url of [
      'http://127.0.0.1:8081/',
      'https://hooks.internal:6379/',
      'https://a.hooks.internal/',
      'http://user@127.0.0.1:8080/',
    ]) {
      expect(() => checkWebhookUrl(url, policy)).toThrow(InvalidInputError);
    }
  });
});

test('a new secret has the form of the standard, 32 bytes, and is new', () => {
  const [one, other] = [newWebhookSecret(), newWebhookSecret()];
  expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(Buffer.from(one.slice(6), 'base64')).toHaveLength(32);
  expect(one).not.toBe(other);
});
