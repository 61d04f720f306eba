import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const service = z.array(z.object({ grpc: z.string().optional() })).min(1);

const stack = z.object({
  app: z.url(),
  keycloak: z.object({
    url: z.url(),
    realm: z.string(),
    admin: z.object({ username: z.string(), password: z.string() }),
  }),
  services: z.object({ catalog: service, booking: service, access: service }),
});

/** What the seed needs to know of a running product. */
export interface RunningStack {
  readonly keycloak: z.output<typeof stack>['keycloak'];
  /** host:port of each service's gRPC server. */
  readonly addresses: { readonly catalog: string; readonly booking: string; readonly access: string };
}

const grpcAddress = (instances: z.output<typeof service>, name: string): string => {
  const address = instances[0]?.grpc;
  if (address === undefined) throw new Error(`stack.json names no gRPC address of ${name}`);
  return address.replace(/^[a-z]+:\/\//, '');
};

/** Reads `.flexspace/stack.json`. */
export const readStack = async (file: string): Promise<RunningStack> => {
  const { keycloak, services } = stack.parse(JSON.parse(await readFile(file, 'utf8')));
  return {
    keycloak,
    addresses: {
      catalog: grpcAddress(services.catalog, 'catalog'),
      booking: grpcAddress(services.booking, 'booking'),
      access: grpcAddress(services.access, 'access'),
    },
  };
};
