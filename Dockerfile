# The portal: docs/how-to/run-in-production.md. Builds the folder that `npm run build` makes, and runs it.
#
# The base has a name for people, and a digest that decides; a newer one has another.
ARG NODE_IMAGE=node:22.23.3-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c

FROM ${NODE_IMAGE} AS build
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates g++ git make python3 \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN npm run build -- /portal

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
# Belongs to root, so that the portal cannot change itself; it writes below /tmp alone.
COPY --from=build /portal /portal
WORKDIR /portal
# Fargate gives a volume the permissions that the image has there.
VOLUME ["/tmp"]
USER node
EXPOSE 7007
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7007/.backstage/health/v1/readiness').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "packages/backend", "--config", "app-config.yaml", "--config", "app-config.production.yaml"]
