# One image for every part of the service; the command says which: serve, worker trace, worker rescan, worker notify,
# migrate. It needs no secret to be built, and no write access to itself when it runs.
ARG NODE_IMAGE=node:20-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install scripts: what runs in the end is plain JavaScript.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json vite.config.js ./
COPY src src
# The compiler stays otherwise: a library names it as a peer that it may have.
RUN npm run build \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/typescript node_modules/@typescript \
  && find node_modules dist -name '*.map' -delete

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    COINHOUND_STORAGE_FOLDER=/var/lib/coinhound \
    COINHOUND_HTTP_HOST=0.0.0.0 \
    COINHOUND_HTTP_PORT=8080 \
    COINHOUND_PROBE_HOST=0.0.0.0 \
    COINHOUND_PROBE_PORT=8080
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY config config
COPY data data
# The data folder of the embedded service; with DATABASE_URL it stays empty.
RUN mkdir -p /var/lib/coinhound && chown node:node /var/lib/coinhound
VOLUME /var/lib/coinhound
USER node
EXPOSE 8080
# Liveness and not readiness: whoever restarts unhealthy containers must not do so because a database is away.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/cli/main.js"]
CMD ["serve"]
