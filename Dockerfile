# One image for all services: they share their packages, and a cluster pulls its layers once.
# Which service a container is, its command says: `node services/<name>/dist/main.js [migrate]`.
FROM node:22.23-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages ./packages
COPY services ./services
COPY web ./web
COPY tools ./tools
RUN npm ci
COPY proto ./proto
COPY buf.yaml buf.gen.yaml tsconfig.base.json tsconfig.json ./
RUN npx buf generate && npx tsc -b && npm run build --workspace web
# What only builds and tests need goes; what is left runs.
RUN npm prune --omit=dev && rm -rf tools web/src web/e2e

FROM node:22.23-bookworm-slim
# Most of what a request makes dies with it: with more room for the young, the collector seldom has to look.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=32 FLEXSPACE_WEB_ROOT=/app/web/dist
WORKDIR /app
COPY --from=build --chown=root:root /app ./
# Nobody in particular: a pod may set another user, since nothing here is written to.
USER 10001:10001
EXPOSE 8080 9090 9464
CMD ["node", "services/api-gateway/dist/main.js"]
