/**
 * Who may call: checks the key of a request before anything else of it is read, and the role that its route asks for. A
 * route that does not say who may call it is for admins alone.
 */

import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAtLeast, type Principal, type Role } from '../cases/access.ts';
import { holderOf } from '../cases/keys.ts';
import type { ApiServer } from './api-server.ts';
import type { HttpDeps, HttpSettings } from './deps.ts';
import { ForbiddenError, TooManyRequestsError, UnauthenticatedError } from './refusal.ts';

/** `open` is for anybody, without a key. */
export type Access = Role | 'open';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
  }
  interface FastifyRequest {
    /** Who asks; null on routes that are open. */
    principal: Principal | null;
  }
}

/** Browsers cannot be told to send a bearer key, so the operators' pages also take the key as a password. */
const BROWSER_PREFIX = '/admin/';

const MINUTE_MS = 60_000;

/** Checks every request that comes in. */
export function guard(app: ApiServer, deps: Pick<HttpDeps, 'keys'>, settings: HttpSettings): void {
  const wrongKeys = app.createRateLimit({
    max: settings.wrongKeysPerMinute,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ ip }) => `wrong-key-${ip}`,
  });
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request, reply) => {
    const access = accessOf(request);
    if (access === 'open') return;
    const key = keyOf(request);
    // First, so that strangers behind the same proxy cannot lock out those who have a key.
    request.principal = key === null ? null : await holderOf(key, deps.keys);
    if (request.principal === null) {
      const tries = await wrongKeys(request);
      if (!tries.isAllowed && tries.isExceeded) {
        throw new TooManyRequestsError('too many wrong keys from this address; wait', tries.ttlInSeconds);
      }
      challenge(request, reply);
      throw new UnauthenticatedError();
    }
    checkRole(request, request.principal, access);
  });
}

/** The caller of a route that is not open. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new UnauthenticatedError();
  return request.principal;
}

/** Whoever has a key may learn that a path leads nowhere. */
function accessOf({ is404, routeOptions }: FastifyRequest): Access {
  return is404 ? 'viewer' : (routeOptions.config.access ?? 'admin');
}

function checkRole(request: FastifyRequest, { role }: Principal, access: Role): void {
  if (!isAtLeast(role, access)) {
    throw new ForbiddenError(`a key of the role ${role} may not do this; it needs the role ${access}`);
  }
  // A browser sends a remembered password along with what other sites make it send.
  const site = request.headers['sec-fetch-site'];
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isForBrowsers(request) && !isRead && site !== undefined && site !== 'same-origin') {
    throw new ForbiddenError('another site may not do this in your name');
  }
}

function keyOf(request: FastifyRequest): string | null {
  const [, scheme = '', credentials = ''] =
    /^([A-Za-z]+) +(\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (/^bearer$/i.test(scheme)) return credentials;
  if (!/^basic$/i.test(scheme) || !isForBrowsers(request)) return null;
  const [, password = null] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString('utf8')) ?? [];
  return password;
}

function challenge(request: FastifyRequest, reply: FastifyReply): void {
  const scheme = isForBrowsers(request) ? 'Basic realm="coinhound", charset="UTF-8"' : 'Bearer';
  reply.header('www-authenticate', scheme);
}

/** By the route, not by the path as it was written: that may be encoded in many ways. */
function isForBrowsers({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith(BROWSER_PREFIX) === true;
}
