# syntax=docker/dockerfile:1
# The console, for people: its files and the program that serves them, without any package.
#   docker build -f deploy/console.Dockerfile -t esep-console:local .
# It runs as a numeric user, writes nothing, knows no secret and asks nobody; ESEP_ISSUER says where
# people sign in. What it is built from stands in console.Dockerfile.dockerignore.

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /esep
COPY . .
# No package needs a script of its own to be built from.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
RUN npm run build

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production ESEP_HOST=0.0.0.0 ESEP_PORT=7080
WORKDIR /esep
COPY --from=build /esep/package.json ./
COPY --from=build /esep/dist/console dist/console
COPY --from=build /esep/apps/console/dist apps/console/dist
USER 10001:10001
EXPOSE 7080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.ESEP_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "--max-semi-space-size=2"]
CMD ["dist/console/main.js", "apps/console/dist"]
